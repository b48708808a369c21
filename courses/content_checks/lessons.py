"""Checks of a lesson's blocks: pictures, tables, self-checks, terms, boxes, and how long it all is."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses import grading
from courses.checks import blocks_of, check, error, is_empty, texts_of, warning
from courses.content_checks.words import words_in
from icrweb.media import checking
from icrweb.pages.formulae import mathml

LONGEST_MINUTES, MOST_WORDS = 15, 600


@check("courses.LessonPage")
def objective(page):
    if is_empty(page.objective):
        yield error("objective_empty", _("Write the objective: what can the reader do after this lesson?"), field="objective")


@check("courses.LessonPage")
def pictures(page):
    for block in blocks_of(page, "picture"):
        if not block.value.get("picture"):
            yield error("picture_missing", _("Choose a picture, or delete this block."), block=block)
        if is_empty(block.value.get("alternative")):
            yield error(
                "picture_alternative", _("Say in one sentence what the picture shows, for those who cannot see it."), block=block
            )
        if is_empty(block.value.get("credit")):
            yield error("picture_credit", _("Name who made the picture and under which licence it may be used."), block=block)


@check("courses.LessonPage")
def tables(page):
    for block in blocks_of(page, "table"):
        if is_empty(block.value.get("caption")):
            yield error("table_caption", _("Give the table a caption that says what it compares."), block=block)
        rows = list(block.value.get("rows") or [])
        if rows and len({len(row) for row in rows}) > 1:
            yield error("table_ragged", _("Give every row of the table as many cells as its first row."), block=block)


@check("courses.LessonPage")
def drawings(page):
    for block in blocks_of(page, "steps"):
        if is_empty(block.value.get("description")):
            yield error("steps_description", _("Describe the drawing in words, for those who cannot see it."), block=block)


@check("courses.LessonPage")
def self_checks(page):
    for block in blocks_of(page, "check"):
        choices = list(block.value["choices"])
        if is_empty(block.value["stem"]):
            yield error("check_question", _("Write the question of this self-check."), block=block)
        if not any(choice["correct"] for choice in choices):
            yield error("check_right", _("Mark at least one choice of this self-check as right."), block=block)
        if any(is_empty(choice["text"]) for choice in choices):
            yield error("check_choice", _("Write words for every choice of this self-check, or delete the empty one."), block=block)
        if any(is_empty(choice["feedback"]) for choice in choices):
            yield error("check_feedback", _("Say for every choice of this self-check why it is right or wrong."), block=block)


@check("courses.LessonPage")
def number_checks(page):
    for block in blocks_of(page, "number_check"):
        if is_empty(block.value["stem"]):
            yield error("check_question", _("Write the question of this self-check."), block=block)
        if not all(_is_number(block.value[name]) for name in ("answer", "tolerance")):
            yield error("check_number", _("Give the right answer of this self-check and its tolerance as numbers."), block=block)
        if is_empty(block.value["if_right"]) or is_empty(block.value["if_wrong"]):
            yield error("check_feedback", _("Say for this self-check why an answer is right, and how to work it out."), block=block)


def _is_number(text: str) -> bool:
    try:
        grading.parse_number(text or "")
    except grading.NumberError:
        return False
    return True


@check("courses.LessonPage")
def terms(page):
    text = " ".join(html for _block, html in texts_of(page)).casefold()
    for block in blocks_of(page, "term"):
        term = block.value["term"]
        if term is None:
            yield error("term_empty", _("Choose an entry of the glossary, or delete the block."), block=block)
        elif not any(form.casefold() in text for form in term.forms):
            yield warning("term_unused", _("No text uses the term “%(word)s”; it stands by itself.") % {"word": term}, block=block)


@check("courses.LessonPage")
def boxes(page):
    for block in blocks_of(page, "callout"):
        if is_empty(block.value["title"]) or is_empty(block.value["text"]):
            yield error("callout_empty", _("Write both the title and the text of this box, or delete it."), block=block)


@check("courses.LessonPage")
def cases(page):
    for block in blocks_of(page, "branching"):
        for sentence in block.value.faults:
            yield error("case_ways", sentence, block=block)


@check("courses.LessonPage")
def formulae(page):
    for block in blocks_of(page, "formula"):
        for latex in [block.value["latex"], *(symbol["symbol"] for symbol in block.value["symbols"])]:
            try:
                mathml(latex)
            except ValidationError as fault:
                yield error("formula", " ".join(fault.messages), block=block)
        if is_empty(block.value["words"]):
            yield error("formula_words", _("Say the formula in words, for those who hear it."), block=block)


@check("courses.LessonPage")
def recordings(page):
    for block in blocks_of(page, "video"):
        for found in checking.findings(block.value, page.locale.language_code):
            yield (error if found.refused else warning)(f"video_{found.code}", found.sentence, block=block)


@check("courses.LessonPage")
def choices_left_open(page):
    for block in blocks_of(page, "recall"):
        if is_empty(block.value["stem"]) or is_empty(block.value["answer"]):
            yield error("recall_empty", _("Write both the question and the answer to uncover, or delete the block."), block=block)
    for block in blocks_of(page, "local_notes"):
        if block.value["subject"] is None:
            yield error("local_subject", _("Choose the subject of the local notes, or delete the block."), block=block)
    for block in blocks_of(page, "download"):
        if block.value["document"] is None or is_empty(block.value["title"]):
            yield error("download_empty", _("Choose the document and give it a title, or delete the block."), block=block)


@check("courses.LessonPage")
def take_home(page):
    if not any(blocks_of(page, "takeaways")):
        yield warning("takeaways_missing", _("Add one to five take-home points."), field="body")


@check("courses.LessonPage")
def length(page):
    if page.minutes and page.minutes > LONGEST_MINUTES:
        yield warning(
            "too_many_minutes",
            _("%(minutes)d minutes are long for one sitting; %(most)d are the most. Divide the lesson.")
            % {"minutes": page.minutes, "most": LONGEST_MINUTES},
            field="minutes",
        )
    words = sum(words_in(html) for _block, html in texts_of(page))
    if words > MOST_WORDS:
        yield warning(
            "too_many_words",
            _("The texts have about %(words)d words; %(most)d are the most that a lesson should ask to read.")
            % {"words": words, "most": MOST_WORDS},
            field="body",
        )
