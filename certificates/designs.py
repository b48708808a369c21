"""The design of a paper: plain JSON that a template's version holds and a certificate freezes among its facts.

{"paper": "a4" | "letter", "bilingual": bool, "wet_stamp": bool, "logo": picture,
 "signatories": [{"name": str, "titles": {language: str}, "signature": picture, "seal": picture}],
 "wording": {"opening" | "sentence" | "statement": {language: str}}}

A picture is the SHA-256 under which `pictures` keeps it, or an empty string. What a design leaves out is ours.
"""

from .models import Achievement, CertificateTemplate

A4, LETTER = "a4", "letter"
MOST_SIGNATORIES = 3
WORDINGS = ("opening", "sentence", "statement")
HOUSE = {"paper": A4, "bilingual": True, "wet_stamp": False, "logo": "", "signatories": [], "wording": {}}


def design_for(achievement: Achievement) -> dict | None:
    """What a certificate issued now freezes: the newest version of its template by name and number; None for the house's own."""
    template = CertificateTemplate.objects.for_achievement(achievement)
    if template is None:
        return None
    version = template.newest
    return {"template": template.name, "version": version.number, **version.design}


def design_of(facts: dict) -> dict:
    """The design frozen among the facts of a certificate."""
    return HOUSE | (facts.get("design") or {})


def wording(design: dict, which: str, language: str) -> str:
    """The programme's own words in a language, or an empty string."""
    return design["wording"].get(which, {}).get(language, "")


def template_words(facts: dict) -> str:
    """Which template a paper was made with: the layout's number, and the programme's own template by name and version."""
    design = facts.get("design")
    return f"{facts['template']} ({design['template']} {design['version']})" if design else str(facts["template"])
