"""What `checks` found, in sentences for translators and reviewers."""

from django.utils.translation import gettext_lazy as _

from icrweb.translating.checks import Finding

SENTENCES = {
    "empty": _("There are no words. Write the translation."),
    "unsafe": _('“%(detail)s” must not stand in a translation. Take it out; links keep only their mark, such as <a id="a1">.'),
    "unclosed": _("The mark %(detail)s has no counterpart. Marks come in pairs and do not cross each other."),
    "tag_missing": _("The mark %(detail)s of the source is missing."),
    "tag_more": _("The source has no mark %(detail)s, or has it less often."),
    "placeholder_missing": _("“%(detail)s” is missing: the site puts something in its place. Copy it as it stands."),
    "placeholder_more": _("“%(detail)s” does not stand in the source, or less often. Take it out."),
    "numbers": _("Numbers differ from the source: %(detail)s."),
    "numbers_missing": _("These numbers of the source are not here: %(detail)s. If they are written as words, all is well."),
    "numbers_more": _("These numbers are not in the source: %(detail)s."),
    "units": _("A number has another unit than in the source: %(detail)s."),
    "negation_missing": _("The source says “not”, “without” or the like; no such word was found here."),
    "negation_more": _("Here is a “not” or the like that the source seems not to have."),
    "term_translated": _("“%(detail)s” is not translated: write it as in the source."),
    "term_missing": _("The approved term was not found: %(detail)s."),
    "term_forbidden": _("“%(detail)s” is not used on this site. Use the approved term."),
    "same": _("This is the same as the source."),
    "length": _("The length is unusual: %(detail)s characters."),
    "space": _("A space at the beginning or end differs from the source."),
    "ending": _("The sentence ends differently: %(detail)s. A question must stay a question."),
}


def sentence_of(finding: Finding) -> str:
    return str(SENTENCES[finding.code]) % {"detail": finding.detail}
