"""Items of QTI 3 written out, for the tests."""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


def item(inside: str, processing: str = "match_correct", **facts) -> bytes:
    """`processing`: the name of a template, or rules."""
    said = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in {"title": "An item", **facts}.items())
    rules = (
        f'<qti-response-processing template="{TEMPLATES}{processing}.xml"/>'
        if processing.isidentifier()
        else f"<qti-response-processing>{processing}</qti-response-processing>"
        if processing
        else ""
    )
    body, aside = inside.split("<!--aside-->") if "<!--aside-->" in inside else (inside, "")
    return f'{HEAD}<qti-assessment-item {SPACE} identifier="i1"{said}>\n{body}\n{rules}{aside}</qti-assessment-item>'.encode()


def declared(correct=(), *, mapped=None, bounds="", cardinality="single", base="identifier", name="RESPONSE") -> str:
    values = "".join(f"<qti-value>{value}</qti-value>" for value in correct)
    entries = "".join(f'<qti-map-entry map-key="{key}" mapped-value="{value}"/>' for key, value in (mapped or {}).items())
    mapping = f"<qti-mapping {bounds}>{entries}</qti-mapping>" if mapped is not None else ""
    right = f"<qti-correct-response>{values}</qti-correct-response>" if correct else ""
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{base}">'
        f"{right}{mapping}</qti-response-declaration>"
    )


def body(inside: str) -> str:
    return f"<qti-item-body>{inside}</qti-item-body>"


def choice(*ids: str, most: int = 1, more: str = "", words: dict | None = None) -> str:
    options = "".join(
        f'<qti-simple-choice identifier="{one}">{(words or {}).get(one, f"Choice {one}")}</qti-simple-choice>' for one in ids
    )
    asked = "<qti-prompt>Which one?</qti-prompt>"
    return body(
        f'{more}<qti-choice-interaction response-identifier="RESPONSE" max-choices="{most}">{asked}{options}</qti-choice-interaction>'
    )


def match(**more) -> str:
    halves = "".join(
        "<qti-simple-match-set>"
        + "".join(
            f'<qti-simple-associable-choice identifier="{one}" match-max="{most}">Half {one}</qti-simple-associable-choice>'
            for one in group
        )
        + "</qti-simple-match-set>"
        for group, most in ((("r1", "r2"), more.get("most", 1)), (("a", "b", "c"), 0))
    )
    return body(f'<p>Pair them.</p><qti-match-interaction response-identifier="RESPONSE">{halves}</qti-match-interaction>')


def order() -> str:
    steps = "".join(f'<qti-simple-choice identifier="{one}">Step {one}</qti-simple-choice>' for one in "abc")
    return body(
        f'<qti-order-interaction response-identifier="RESPONSE"><qti-prompt>Sort.</qti-prompt>{steps}</qti-order-interaction>'
    )


def entry() -> str:
    return body('<p>It lasts <qti-text-entry-interaction response-identifier="RESPONSE"/> months.</p>')


def inline(*names: str) -> str:
    gaps = " and ".join(
        f'<qti-inline-choice-interaction response-identifier="{name}"><qti-inline-choice identifier="y">yes</qti-inline-choice>'
        f'<qti-inline-choice identifier="n">no</qti-inline-choice></qti-inline-choice-interaction>'
        for name in names
    )
    return body(f"<p>Here {gaps}.</p>")


def gap_match() -> str:
    words = "".join(f'<qti-gap-text identifier="{one}" match-max="1">word {one}</qti-gap-text>' for one in ("w1", "w2", "w3"))
    return body(
        f'<qti-gap-match-interaction response-identifier="RESPONSE"><qti-prompt>Fill.</qti-prompt>{words}'
        '<p>A <qti-gap identifier="g1"/> and a <qti-gap identifier="g2"/>.</p></qti-gap-match-interaction>'
    )


def hotspot(places: str, size: str = 'width="200" height="100"') -> str:
    return body(
        '<p>Where?</p><qti-hotspot-interaction response-identifier="RESPONSE" max-choices="1">'
        f'<img src="pictures/curve.png" alt="A curve" {size}/>{places}</qti-hotspot-interaction>'
    )


def place(name: str, shape: str, coords: str) -> str:
    return f'<qti-hotspot-choice identifier="{name}" shape="{shape}" coords="{coords}" hotspot-label="Place {name}"/>'


def when_right(*responses: str, value: str = "1", rules: str = "", otherwise: str = "", add: bool = False) -> str:
    tests = "".join(
        f'<qti-match><qti-variable identifier="{name}"/><qti-correct identifier="{name}"/></qti-match>' for name in responses
    )
    number = f'<qti-base-value base-type="float">{value}</qti-base-value>'
    number = f'<qti-sum><qti-variable identifier="SCORE"/>{number}</qti-sum>' if add else number
    return (
        f"<qti-response-condition><qti-response-if>{f'<qti-and>{tests}</qti-and>' if len(responses) > 1 else tests}"
        f'<qti-set-outcome-value identifier="SCORE">{number}</qti-set-outcome-value>{rules}</qti-response-if>'
        f"{f'<qti-response-else>{otherwise}</qti-response-else>' if otherwise else ''}</qti-response-condition>"
    )


def outcome(name: str, value: str) -> str:
    return (
        f'<qti-set-outcome-value identifier="{name}"><qti-base-value base-type="identifier">{value}</qti-base-value>'
        "</qti-set-outcome-value>"
    )


def taken_over(name: str, response: str = "RESPONSE") -> str:
    return f'<qti-set-outcome-value identifier="{name}"><qti-variable identifier="{response}"/></qti-set-outcome-value>'


def mapped_sum(*responses: str) -> str:
    added = "".join(f'<qti-map-response identifier="{name}"/>' for name in responses)
    return f'<qti-set-outcome-value identifier="SCORE"><qti-sum>{added}</qti-sum></qti-set-outcome-value>'


def near(mode: str, tolerance: str) -> str:
    return (
        f'<qti-response-condition><qti-response-if><qti-equal tolerance-mode="{mode}" tolerance="{tolerance}">'
        '<qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>'
        f"{outcome('SCORE', '2')}</qti-response-if></qti-response-condition>"
    )


def modal(value: str, words: str, name: str = "FEEDBACK") -> str:
    return (
        f'<qti-modal-feedback outcome-identifier="{name}" identifier="{value}" show-hide="show"><p>{words}</p></qti-modal-feedback>'
    )
