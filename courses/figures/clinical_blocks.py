"""Figures of conduct: the flow of participants, and response."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from courses.figures import drawings, flow, response, words
from courses.figures.frame import FigureBlock, count, handed_over, refuse, say, short

ARM_NUMBERS = ("allocated", "received", "not_received", "lost", "discontinued", "analysed", "not_analysed")


class FlowValue(blocks.StructValue):
    @cached_property
    def flow(self) -> flow.Flow:
        arms = [flow.Arm(*(arm[name] for name in ARM_NUMBERS)) for arm in self["arms"]]
        return flow.Flow(self["assessed"], [reason["number"] for reason in self["excluded"]], self["randomised"], arms)

    @property
    def excluded_total(self) -> int:
        return sum(self.flow.excluded)

    @property
    def sentences(self) -> list[str]:
        return flow_sentences(flow.problems(self.flow), self.flow.randomised, [arm["name"] for arm in self["arms"]])

    @property
    def words(self) -> dict:
        return words.FLOW

    @property
    def handed_over(self) -> str:
        names = [arm["name"] for arm in self["arms"]]
        blank = ["randomised", "allocated", "analysed"] if self["blank"] else []
        return handed_over(names=names, blank=blank)


def flow_sentences(problems: list[flow.Problem], randomised: int | None, names: list[str]) -> list[str]:
    """One sentence for each box that does not fit, or that all fit."""
    found = words.FLOW
    sentences = []
    for problem in problems:
        box = str(found[problem.box])
        if problem.arm is not None:
            box = found["in_arm"].format(box=box, arm=names[problem.arm])
        code = "randomised_sum" if problem.code == "sum" and problem.box == "randomised" else problem.code
        what = found[code].format(found=problem.found, expected=problem.expected)
        sentences.append(found["problem"].format(box=box, what=what))
    return sentences or [found["balanced"].format(randomised=randomised)]


class ExclusionBlock(blocks.StructBlock):
    reason = blocks.CharBlock(max_length=80, label=_("Reason"))
    number = count(pgettext_lazy("how many", "Number"))


class ArmBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=60, label=_("Name of the group"))
    allocated = count(_("Allocated"))
    received = count(_("Received the intervention as allocated"))
    not_received = count(_("Did not receive it"))
    lost = count(_("Lost to follow-up"))
    discontinued = count(_("Discontinued the intervention"))
    analysed = count(_("Analysed for the primary outcome"))
    not_analysed = count(_("Excluded from the analysis"))


class FlowBlock(FigureBlock):
    assessed = count(_("Assessed for eligibility"))
    excluded = blocks.ListBlock(ExclusionBlock(), min_num=1, max_num=6, label=_("Excluded, by reason"))
    randomised = count(_("Randomised"))
    arms = blocks.ListBlock(ArmBlock(), min_num=2, max_num=4, label=_("Groups"))
    blank = blocks.BooleanBlock(
        required=False,
        label=_("The reader fills in the sums"),
        help_text=_("The boxes of randomised, allocated and analysed are empty until the reader fills them."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Figure: CONSORT flow")
        template = "blocks/figures/consort_flow.html"
        value_class = FlowValue

    def clean(self, value):
        value = super().clean(value)
        problems = flow.problems(value.flow)
        if problems:
            sentences = flow_sentences(problems, value["randomised"], [arm["name"] for arm in value["arms"]])
            field = "arms" if problems[0].box not in ("excluded", "randomised") else problems[0].box
            refuse(field, " ".join(sentences))
        return value


class RecistValue(blocks.StructValue):
    @cached_property
    def targets(self) -> list[response.Target]:
        return [response.Target(target["organ"], target["node"], list(target["sizes"])) for target in self["targets"]]

    @cached_property
    def visits(self) -> list[response.Visit]:
        return response.judge(self.targets, [visit["new_lesion"] for visit in self["visits"]])

    @property
    def names(self) -> list[str]:
        return [visit["name"] for visit in self["visits"]]

    @property
    def lesions(self) -> list[dict]:
        return [
            {
                "name": target["name"],
                "organ": target["organ"],
                "node": target["node"],
                "sizes": [short(size) for size in target["sizes"]],
            }
            for target in self["targets"]
        ]

    @property
    def verdicts(self) -> list[str]:
        return [str(words.RESPONSE[visit.verdict]) if number else "" for number, visit in enumerate(self.visits)]

    @property
    def rows(self) -> list[list[str]]:
        """Below the lesions: sum, both percents, new lesion, verdict."""
        found, visits = words.RESPONSE, self.visits
        new = [found["yes" if visit["new_lesion"] else "no"] for visit in self["visits"]]
        return [
            [found["sum"], *(short(visit.sum) for visit in visits)],
            [found["from_baseline"], *("–" if not number else _signed(visit.from_baseline) for number, visit in enumerate(visits))],
            [found["from_nadir"], *("–" if not number else _signed(visit.from_nadir) for number, visit in enumerate(visits))],
            [found["new"], "–", *new[1:]],
            [found["word"], "–", *self.verdicts[1:]],
        ]

    @property
    def drawing(self) -> dict:
        return drawings.sums_by_visit(self.visits, self.names, self.verdicts, words.RESPONSE, say)

    @property
    def sentences(self) -> list[str]:
        found = words.RESPONSE
        refused = [found[code].format(lesion=self["targets"][number]["name"]) for code, number in response.refusals(self.targets)]
        said = []
        for name, visit in list(zip(self.names, self.visits, strict=True))[1:]:
            facts = {
                "nadir_percent": _signed(visit.from_nadir),
                "baseline_percent": _signed(visit.from_baseline),
                "millimetres": short(visit.millimetres),
            }
            reason = found[visit.reason].format(**facts)
            if visit.short:
                reason = f"{reason} {found['short'].format(**facts)}"
            said.append(found["verdict"].format(visit=name, verdict=found[visit.verdict], reason=reason))
        return [*refused, found["baseline"].format(sum=short(self.visits[0].sum)), *said]

    @property
    def words(self) -> dict:
        return words.RESPONSE

    @property
    def handed_over(self) -> str:
        return handed_over(
            targets=[
                {"name": target["name"], "organ": target["organ"], "node": target["node"], "sizes": list(target["sizes"])}
                for target in self["targets"]
            ],
            visits=[{"name": visit["name"], "new_lesion": visit["new_lesion"]} for visit in self["visits"]],
        )


def _signed(percent: float | None) -> str:
    if percent is None:
        return "–"
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{say(abs(percent), 1)} %"


class TargetBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=60, label=_("Lesion"))
    organ = blocks.CharBlock(max_length=40, label=_("Organ"), help_text=_("Lesions of one organ carry the same word."))
    node = blocks.BooleanBlock(required=False, label=_("Lymph node"), help_text=_("Measured in its short axis."))
    sizes = blocks.ListBlock(
        blocks.FloatBlock(min_value=0, max_value=500, label=_("mm")), min_num=2, max_num=8, label=_("Size at each visit")
    )


class VisitBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=20, label=_("Visit"))
    new_lesion = blocks.BooleanBlock(required=False, label=_("New lesion"))


class RecistBlock(FigureBlock):
    visits = blocks.ListBlock(
        VisitBlock(), min_num=2, max_num=8, label=pgettext_lazy("of a patient", "Visits"), help_text=_("The baseline first.")
    )
    targets = blocks.ListBlock(TargetBlock(), min_num=1, max_num=5, label=_("Target lesions"))

    class Meta:
        icon = "table"
        label = _("Figure: RECIST 1.1 sheet")
        template = "blocks/figures/recist.html"
        value_class = RecistValue

    def clean(self, value):
        value = super().clean(value)
        if any(len(target["sizes"]) != len(value["visits"]) for target in value["targets"]):
            refuse("targets", _("Give each lesion one size for each visit."))
        if refused := response.refusals(value.targets):
            sentences = [words.RESPONSE[code].format(lesion=value["targets"][number]["name"]) for code, number in refused]
            refuse("targets", " ".join(sentences))
        return value
