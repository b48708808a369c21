"""Figures of statistics: the survival curve, the sample size, the margin."""

from dataclasses import asdict
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from courses.figures import drawings, margin, sample_size, survival, words
from courses.figures.frame import FigureBlock, handed_over, refuse, say, short


class KaplanMeierValue(blocks.StructValue):
    @cached_property
    def patients(self) -> list[survival.Patient]:
        return [survival.Patient(patient["time"], patient["event"]) for patient in self["patients"]]

    @cached_property
    def steps(self) -> list[survival.Step]:
        return survival.kaplan_meier(self.patients)

    @property
    def rows(self) -> list[list[str]]:
        """The life table in the reader's numbers."""
        return [
            [
                short(step.time), str(step.at_risk), str(step.events), str(step.censored), say(step.survival, 3),
                "–" if step.lower is None else f"{say(step.lower, 3)} – {say(step.upper, 3)}",
            ]
            for step in self.steps
        ]  # fmt: skip

    @property
    def followed(self) -> list[dict]:
        return [{"time": short(patient.time), "event": patient.event} for patient in self.patients]

    @property
    def drawing(self) -> dict:
        labels = {"at_risk": words.KAPLAN_MEIER["at_risk"], "unit": self["unit"]}
        return drawings.survival_curve(self.patients, self.steps, self["interval"], labels, say)

    @property
    def sentences(self) -> list[str]:
        found, events = words.KAPLAN_MEIER, sum(patient.event for patient in self.patients)
        last, middle = self.steps[-1], survival.median(self.steps)
        return [
            found["summary"].format(people=len(self.patients), events=events, censored=len(self.patients) - events),
            found["end"].format(time=short(last.time), survival=say(last.survival, 3)),
            found["no_median"].format(half=say(0.5, 2))
            if middle is None
            else found["median"].format(time=short(middle), unit=self["unit"]),
        ]

    @property
    def words(self) -> dict:
        return words.KAPLAN_MEIER

    @property
    def handed_over(self) -> str:
        return handed_over(patients=[asdict(patient) for patient in self.patients], interval=self["interval"], unit=self["unit"])


class PatientBlock(blocks.StructBlock):
    time = blocks.FloatBlock(label=_("Time"))
    event = blocks.BooleanBlock(required=False, label=_("The event came"), help_text=_("Empty: censored."))


class KaplanMeierBlock(FigureBlock):
    unit = blocks.CharBlock(max_length=30, label=_("Unit of time"), help_text=_("As in “months”."))
    interval = blocks.BooleanBlock(required=False, label=_("Draw the 95 % confidence interval"))
    patients = blocks.ListBlock(PatientBlock(), min_num=2, max_num=20, label=_("Participants"))

    class Meta:
        icon = "history"
        label = _("Figure: Kaplan–Meier curve")
        template = "blocks/figures/kaplan_meier.html"
        value_class = KaplanMeierValue

    def clean(self, value):
        value = super().clean(value)
        if any(patient["time"] <= 0 for patient in value["patients"]):
            refuse("patients", _("Give every participant a time above 0."))
        return value


class SampleSizeValue(blocks.StructValue):
    """`plan`: people or events needed with the numbers of the editor."""

    @cached_property
    def plan(self) -> dict:
        """method, needed (exact), number (whole), points of the power curve."""
        first, second, alpha, power = self["first"] / 100, self["second"] / 100, self["alpha"] / 100, self["power"] / 100
        size, ratio, method = self["difference"], self["hazard_ratio"], self["method"]
        needed, reached = {
            "unpooled": lambda: (
                sample_size.proportions_unpooled(first, second, alpha, power),
                lambda n: sample_size.power_unpooled(n, first, second, alpha),
            ),
            "pooled": lambda: (
                sample_size.proportions_pooled(first, second, alpha, power),
                lambda n: sample_size.power_pooled(n, first, second, alpha),
            ),
            "normal": lambda: (sample_size.means_normal(size, alpha, power), lambda n: sample_size.power_normal(n, size, alpha)),
            "t": lambda: (sample_size.means_t(size, alpha, power), lambda n: sample_size.power_t(max(2, round(n)), size, alpha)),
            "logrank": lambda: (
                sample_size.logrank_events(ratio, alpha, power),
                lambda n: sample_size.power_logrank(n, ratio, alpha),
            ),
        }[method]()
        number = sample_size.round_up(needed)
        points = [(n, reached(n)) for n in (max(1, number * step / 10) for step in range(1, 19))]
        return {"exact": needed, "number": number, "points": points}

    @property
    def drawing(self) -> dict:
        across = words.SAMPLE_SIZE["events_across" if self["method"] == "logrank" else "people_across"]
        return drawings.power_curve(self.plan["points"], self.plan["number"], self["power"] / 100, {"across": across}, say)

    @property
    def sentences(self) -> list[str]:
        found, number, lost = words.SAMPLE_SIZE, self.plan["number"], self["drop_out"]
        if self["method"] == "logrank":
            people = sample_size.round_up(number / (self["event_share"] / 100))
            return [
                found["events"].format(number=number, exact=say(self.plan["exact"], 1)),
                found["people"].format(share=short(self["event_share"]), number=people),
                found["inflated_all"].format(share=short(lost), number=sample_size.inflate(people, lost / 100)),
            ]
        key = "group_t" if self["method"] == "t" else "group"
        sentences = [
            found[key].format(number=number, total=2 * number, exact=say(self.plan["exact"], 1)),
            found["inflated"].format(share=short(lost), number=sample_size.inflate(number, lost / 100)),
        ]
        if self["method"] in ("unpooled", "pooled"):
            treat = sample_size.number_needed_to_treat(self["first"] / 100, self["second"] / 100)
            sentences.append(found["treat"].format(number=treat))
        return sentences

    @property
    def rows(self) -> list[list[str]]:
        """Power at a few sizes."""
        return [[str(round(n)), f"{say(100 * power, 1)} %"] for n, power in self.plan["points"][1::2]]

    @property
    def words(self) -> dict:
        return words.SAMPLE_SIZE

    @property
    def handed_over(self) -> str:
        names = ("method", "first", "second", "difference", "hazard_ratio", "event_share", "alpha", "power", "drop_out")
        return handed_over(**{name: self[name] for name in names})


def _percent(label, default: float) -> blocks.FloatBlock:
    return blocks.FloatBlock(label=label, default=default, min_value=0, max_value=100)


class SampleSizeBlock(FigureBlock):
    method = blocks.ChoiceBlock(
        choices=[
            ("unpooled", _("Two proportions, unpooled variance")),
            ("pooled", _("Two proportions, pooled variance")),
            ("normal", _("Two means, normal approximation")),
            ("t", _("Two means, t test")),
            ("logrank", _("Log-rank test: events")),
        ],
        label=_("Comparison"),
        help_text=_("What the figure begins with; the reader may choose another."),
    )
    first = _percent(_("Proportion in the first group, percent"), 20)
    second = _percent(_("Proportion in the second group, percent"), 35)
    difference = blocks.FloatBlock(label=_("Difference of means, in standard deviations"), default=0.5, min_value=0.05)
    hazard_ratio = blocks.FloatBlock(label=_("Hazard ratio"), default=0.7, min_value=0.01)
    event_share = _percent(_("Participants who have the event in the time of the study, percent"), 60)
    alpha = _percent(_("Two-sided significance level, percent"), 5)
    power = _percent(_("Power, percent"), 80)
    drop_out = _percent(_("Drop-out, percent"), 10)

    class Meta:
        icon = "group"
        label = _("Figure: sample size")
        template = "blocks/figures/sample_size.html"
        value_class = SampleSizeValue

    def clean(self, value):
        value = super().clean(value)
        for name in ("first", "second", "alpha", "power", "event_share"):
            if not 0 < value[name] < 100 and not (name == "event_share" and value[name] == 100):
                refuse(name, _("Give a percentage above 0 and below 100."))
        if abs(value["first"] - value["second"]) < 0.5:
            refuse("second", _("Give two proportions that differ by at least half a percentage point."))
        if abs(value["hazard_ratio"] - 1) < 0.01:
            refuse("hazard_ratio", _("Give a hazard ratio that differs from 1; with 1 there is nothing to find."))
        if value["power"] <= value["alpha"]:
            refuse("power", _("Give a power above the significance level, 80 or 90 for example."))
        if value["drop_out"] > 90:
            refuse("drop_out", _("Give a drop-out of 90 percent or less."))
        return value


class NonInferiorityValue(blocks.StructValue):
    @cached_property
    def verdicts(self) -> list[margin.Verdict]:
        return [
            margin.judge(trial["lower"], trial["upper"], self["margin"], self["measure"], self["lower_is_better"])
            for trial in self["trials"]
        ]

    @property
    def drawing(self) -> dict:
        return drawings.forest(list(self["trials"]), self["margin"], self["measure"], words.FOREST, say)

    @property
    def sentences(self) -> list[str]:
        return [
            words.FOREST["non_inferior_worse" if verdict.worse else verdict.conclusion].format(label=trial["label"])
            for trial, verdict in zip(self["trials"], self.verdicts, strict=True)
        ]

    @property
    def rows(self) -> list[dict]:
        return [
            {
                "label": trial["label"],
                "numbers": [say(trial["estimate"], 2), f"{say(trial['lower'], 2)} – {say(trial['upper'], 2)}"],
                "verdict": verdict,
            }
            for trial, verdict in zip(self["trials"], self.verdicts, strict=True)
        ]

    @property
    def words(self) -> dict:
        return words.FOREST

    @property
    def handed_over(self) -> str:
        trials = [{name: trial[name] for name in ("label", "estimate", "lower", "upper")} for trial in self["trials"]]
        return handed_over(trials=trials, margin=self["margin"], measure=self["measure"], lower_is_better=self["lower_is_better"])


class TrialBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=60, label=pgettext_lazy("of an estimate", "Name"))
    estimate = blocks.FloatBlock(label=_("Estimate"))
    lower = blocks.FloatBlock(label=_("Lower limit of the interval"))
    upper = blocks.FloatBlock(label=_("Upper limit of the interval"))


class NonInferiorityBlock(FigureBlock):
    measure = blocks.ChoiceBlock(
        choices=[("ratio", _("A ratio (no difference is 1)")), ("difference", _("A difference (no difference is 0)"))],
        label=_("Measure"),
    )
    measure_name = blocks.CharBlock(max_length=60, label=_("Name of the measure"), help_text=_("As in “Hazard ratio for death”."))
    lower_is_better = blocks.BooleanBlock(required=False, default=True, label=_("A lower value is better for the new treatment"))
    margin = blocks.FloatBlock(label=_("Margin"))
    trials = blocks.ListBlock(TrialBlock(), min_num=1, max_num=6, label=_("Intervals"))

    class Meta:
        icon = "sliders"
        label = _("Figure: non-inferiority")
        template = "blocks/figures/non_inferiority.html"
        value_class = NonInferiorityValue

    def clean(self, value):
        value = super().clean(value)
        if not margin.margin_fits(value["margin"], value["measure"], value["lower_is_better"]):
            refuse(
                "margin",
                _("The margin lies on the wrong side. Where lower is better it lies above no difference, otherwise below it."),
            )
        for trial in value["trials"]:
            if not trial["lower"] <= trial["estimate"] <= trial["upper"] or trial["lower"] == trial["upper"]:
                refuse("trials", _("Put each estimate between its lower and its upper limit."))
            if value["measure"] == "ratio" and trial["lower"] <= 0:
                refuse("trials", _("A ratio is above 0: check the lower limits."))
        return value
