import pytest
from django.core.exceptions import ValidationError

from icrweb.pages.blocks import FormulaBlock
from icrweb.pages.footnotes import tie_footnotes
from icrweb.pages.formulae import draw_inline, mathml, refuse_faulty_inline


@pytest.mark.parametrize(
    "latex", [r"\frac{9}{60}", r"\hat S(t)=\prod_{t_i\le t}\left(1-\frac{d_i}{n_i}\right)", r"\{a\}", r"a < b", r"\text{件数}"]
)
def test_a_formula_becomes_mathml(latex):
    assert mathml(latex).startswith("<math ")


@pytest.mark.parametrize(
    ("latex", "sentence"),
    [
        ("", "Write a formula."),
        (r"\foo{a}", r"The command \foo is not known here. Write the formula without it."),
        (r"{a", "A brace is missing: each { needs a }."),
        (r"\frac{a}", "This formula is not complete. Check that every command has what belongs to it."),
        (r"\href{javascript:1}{x}", r"The command \href is not known here. Write the formula without it."),
        (
            r"\text{<script>x</script>}",
            "This formula holds something that is no mathematics. Write letters, numbers and LaTeX commands.",
        ),
        (r"\text{<img src=x onerror=y>}", "This formula is not complete. Check that every command has what belongs to it."),
    ],
)
def test_a_faulty_formula_is_refused_with_what_to_do(latex, sentence):
    with pytest.raises(ValidationError) as refusal:
        mathml(latex)
    assert refusal.value.messages == [sentence]


def test_a_small_formula_in_a_text_is_drawn_and_a_faulty_one_stays_as_typed():
    html = draw_inline(r"<p>If \(a &lt; b\), not \(\foo\).</p>")
    assert "<math " in html
    assert r"\(\foo\)" in html
    with pytest.raises(ValidationError):
        refuse_faulty_inline(r"<p>\(\foo\)</p>")


def test_a_formula_is_read_aloud_in_words():
    block = FormulaBlock()
    value = block.to_python({"latex": r"\frac{9}{60}", "words": "nine by sixty", "symbols": [{"symbol": "n", "meaning": "scans"}]})
    html = block.render(value, {"id": "x"})
    assert 'role="math" aria-labelledby="formula-x"' in html
    assert 'id="formula-x">nine by sixty</figcaption>' in html
    assert "<dd>scans</dd>" in html


def test_a_footnote_says_what_it_cites_and_its_reference_leads_back():
    html = (
        '<sup class="footnote"><a href="#reference-1">1</a></sup> <sup class="footnote"><a href="#reference-1">1</a></sup>'
        '<li id="reference-1" tabindex="-1"><span class="references__words">ICH E2A. Step 4.</span><span data-back="1"></span></li>'
    )
    tied = tie_footnotes(html)
    assert '<sup class="footnote" id="mark-1-2"><a href="#reference-1" title="ICH E2A. Step 4.">' in tied
    assert 'href="#mark-1-1" aria-label="Back to the text 1"' in tied
