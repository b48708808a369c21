"""Figures of judgement: the grade of an event, the tier or class of a variant."""

from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.figures import ctcae, drawings, variants, words
from courses.figures.frame import FigureBlock, count, handed_over, refuse, say, short


class CtcaeValue(blocks.StructValue):
    @cached_property
    def answers(self) -> list[dict]:
        return [self._answer(case) for case in self["cases"]]

    def _answer(self, case) -> dict:
        found, criteria = words.CTCAE, frozenset(case["criteria"])
        graded, is_serious = ctcae.grade(case["term"], case["value"], criteria), ctcae.serious(criteria)
        number = found["no_grade"] if graded.number is None else found["grade"].format(number=graded.number, version=ctcae.VERSION)
        named = ", ".join(str(found[f"criterion_{name}"]) for name in ctcae.SERIOUS_CRITERIA if name in criteria)
        return {
            "text": case["text"],
            "grade": graded.number,
            "graded": f"{number} {found[graded.reason].format(version=ctcae.VERSION)}",
            "serious": found["serious"].format(criteria=named) if is_serious else found["not_serious"],
            "related": found["related" if case["related"] else "not_related"],
            "remark": found[ctcae.remark(graded.number, is_serious)],
        }

    @property
    def criteria(self) -> list[tuple[str, str]]:
        return [(name, words.CTCAE[f"criterion_{name}"]) for name in ctcae.SERIOUS_CRITERIA]

    @property
    def version(self) -> str:
        return ctcae.VERSION

    @property
    def words(self) -> dict:
        return words.CTCAE

    @property
    def handed_over(self) -> str:
        return handed_over(
            version=ctcae.VERSION,
            cases=[
                {"term": case["term"], "value": case["value"], "criteria": list(case["criteria"]), "related": case["related"]}
                for case in self["cases"]
            ],
        )


class CaseBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What happened"))
    term = blocks.ChoiceBlock(
        choices=[
            ("diarrhoea", _("Diarrhoea: stools a day above the usual number")),
            ("neutrophils", _("Neutrophils: cells per mm³")),
        ],
        label=_("Term of CTCAE v5.0"),
    )
    value = blocks.IntegerBlock(min_value=0, max_value=100000, label=_("Value"))
    criteria = blocks.ListBlock(
        blocks.ChoiceBlock(choices=[(name, words.CTCAE[f"criterion_{name}"]) for name in ctcae.SERIOUS_CRITERIA]),
        default=[],
        max_num=6,
        label=_("Criteria of ICH E2A that are met"),
    )
    related = blocks.BooleanBlock(required=False, label=_("Related to the product"))


class CtcaeBlock(FigureBlock):
    cases = blocks.ListBlock(CaseBlock(), min_num=1, max_num=6, label=_("Cases"))

    class Meta:
        icon = "warning"
        label = _("Figure: CTCAE v5.0 grader")
        template = "blocks/figures/ctcae.html"
        value_class = CtcaeValue


class VariantValue(blocks.StructValue):
    @property
    def somatic(self) -> bool:
        return self["question"] == "tier"

    @property
    def played(self) -> list:
        return [card["code"] for card in self["cards"] if card["played"]]

    @property
    def answer(self) -> str | None:
        return variants.tier(self.played) if self.somatic else variants.germline_class(self.played)

    @property
    def rungs(self) -> list[dict]:
        """The tiers or classes in order, and which one the cards lead to."""
        names = variants.TIERS if self.somatic else variants.CLASSES
        labels = dict(zip(variants.CLASSES, CLASS_WORDS, strict=True))
        return [{"code": name, "label": name if self.somatic else labels[name], "here": name == self.answer} for name in names]

    @property
    def stated(self) -> str:
        day = date_format(self["day"], "DATE_FORMAT")
        return words.VARIANT["stated"].format(tumour=self["tumour"], country=self["country"], day=day)

    @property
    def reads(self) -> variants.Reads:
        return variants.reads(self["alternative"], self["total"], self["tumour_content"] / 100)

    @property
    def drawing(self) -> dict:
        reads = self.reads
        return drawings.reads_line(reads.share, reads.lower, reads.upper, reads.expected, words.VARIANT, say)

    @property
    def sentences(self) -> list[str]:
        found = words.VARIANT
        kind = "tier" if self.somatic else "class"
        return [found[f"{kind}_{self.answer}" if self.answer else f"{kind}_none"], self.stated]

    @property
    def reads_sentences(self) -> list[str]:
        found, reads = words.VARIANT, self.reads
        said = [
            found["share"].format(
                alternative=self["alternative"], total=self["total"],
                share=say(100 * reads.share, 1), lower=say(100 * reads.lower, 1), upper=say(100 * reads.upper, 1),
            ),
            found["fits" if reads.fits else "does_not_fit"].format(
                content=short(self["tumour_content"]), expected=say(100 * reads.expected, 1)
            ),
        ]  # fmt: skip
        return [*said, found["germline_hint"]] if reads.germline_hint else said

    @property
    def predictive(self) -> str:
        shares = (self[name] / 100 for name in ("sensitivity", "specificity", "prevalence"))
        return words.VARIANT["predictive"].format(share=say(100 * variants.positive_predictive_value(*shares), 1))

    @property
    def words(self) -> dict:
        return words.VARIANT

    @property
    def handed_over(self) -> str:
        names = ("alternative", "total", "tumour_content", "sensitivity", "specificity", "prevalence")
        return handed_over(question=self["question"], stated=self.stated, **{name: self[name] for name in names})


CLASS_WORDS = (_("Pathogenic"), _("Likely pathogenic"), _("Uncertain significance"), _("Likely benign"), _("Benign"))
CARD_CHOICES = [
    (
        _("Somatic evidence"),
        [
            ("A", _("A: approved therapy or guideline in this tumour")),
            ("B", _("B: well-powered studies with consensus")),
            ("C", _("C: approved in another tumour, investigational, or several small studies")),
            ("D", _("D: preclinical work or case reports")),
            ("unknown", _("No convincing evidence")),
            ("common", _("Common in the population, no evidence for a role")),
        ],
    ),
    (_("Germline criteria (Richards 2015)"), [(code, code) for code in variants.CRITERIA]),
]


class CardBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=240, label=_("What is known"))
    code = blocks.ChoiceBlock(choices=CARD_CHOICES, label=_("Counts as"))
    played = blocks.BooleanBlock(required=False, label=_("On the table at first"))


class VariantBlock(FigureBlock):
    question = blocks.ChoiceBlock(
        choices=[("tier", _("Somatic: which tier?")), ("class", _("Germline: which class?"))], label=_("Question")
    )
    variant = blocks.CharBlock(max_length=80, label=_("Variant"))
    tumour = blocks.CharBlock(max_length=80, label=_("Tumour"))
    country = blocks.CharBlock(max_length=60, label=_("Country"))
    day = blocks.DateBlock(label=_("Day of the assessment"))
    cards = blocks.ListBlock(CardBlock(), min_num=1, max_num=10, label=_("Evidence cards"))
    alternative = count(_("Reads with the variant"))
    total = blocks.IntegerBlock(min_value=1, label=_("All reads"))
    tumour_content = blocks.FloatBlock(min_value=1, max_value=100, label=_("Tumour cells, percent"))
    sensitivity = blocks.FloatBlock(min_value=1, max_value=100, default=90, label=_("Sensitivity of a test, percent"))
    specificity = blocks.FloatBlock(min_value=0, max_value=100, default=95, label=_("Specificity of the test, percent"))
    prevalence = blocks.FloatBlock(min_value=0.01, max_value=100, default=2, label=_("How many have it, percent"))

    class Meta:
        icon = "tag"
        label = _("Figure: variant workbench")
        template = "blocks/figures/variant.html"
        value_class = VariantValue

    def clean(self, value):
        value = super().clean(value)
        allowed = variants.EVIDENCE if value["question"] == "tier" else variants.CRITERIA
        if any(card["code"] not in allowed for card in value["cards"]):
            refuse("cards", _("Tiers take somatic evidence, classes take germline criteria. Choose cards of one kind."))
        if value["alternative"] > value["total"]:
            refuse("alternative", _("There cannot be more reads with the variant than reads in all."))
        return value
