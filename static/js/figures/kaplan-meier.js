// The Kaplan–Meier builder: participants move, come and go; curve, life table and sentences follow.
import { kaplanMeier, median } from "./arithmetic/survival.js";
import { survivalCurve, ticks } from "./drawings.js";
import { begin, draw, fillIn, fillRows, make, read, tell } from "./figure.js";

const FEWEST = 2;
const MOST = 20;

class KaplanMeier extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.body = this.querySelector("[data-patients]");
    this.interval = this.querySelector("[data-interval]");
    this.longest = ticks(0, 1.2 * Math.max(...this.figure.data.patients.map((patient) => patient.time))).at(-1);
    this.querySelector("[data-add]").addEventListener("click", () => this.add());
    this.querySelector("[data-reset]").addEventListener("click", () => this.reset());
    this.interval.addEventListener("change", () => this.show());
    this.reset(false);
  }

  reset(show = true) {
    this.patients = this.figure.data.patients.map((patient) => ({ ...patient }));
    this.interval.checked = this.figure.data.interval;
    this.build();
    if (show) this.show();
  }

  add() {
    this.patients.push({ time: this.longest / 2, event: true });
    this.build();
    this.body.lastElementChild.querySelector("input").focus();
    this.show();
  }

  remove(number) {
    this.patients.splice(number, 1);
    this.build();
    this.body.children[Math.min(number, this.patients.length - 1)].querySelector("input").focus();
    this.show();
  }

  build() {
    this.body.replaceChildren(...this.patients.map((patient, number) => this.row(patient, number)));
    this.querySelector("[data-add]").disabled = this.patients.length >= MOST;
  }

  row(patient, number) {
    const { words } = this.figure;
    const name = (sentence) => fillIn(sentence, { number: number + 1 });
    const field = make("input", { class: "input", type: "number", inputmode: "decimal", min: 0, step: "any", value: patient.time, "aria-label": name(words.time_of) });
    const slide = make("input", { type: "range", min: this.longest / 48, max: this.longest, step: this.longest / 48, "aria-label": name(words.slide) });
    slide.value = patient.time;
    field.addEventListener("input", () => {
      patient.time = read(field, (time) => time > 0);
      if (patient.time !== null) slide.value = patient.time;
      this.show();
    });
    slide.addEventListener("input", () => {
      patient.time = slide.valueAsNumber;
      field.value = patient.time;
      read(field);
      this.show();
    });
    const outcome = make("select", { class: "input", "aria-label": name(words.outcome_of), change: () => { patient.event = outcome.value === "event"; this.show(); } },
      make("option", { value: "event", selected: patient.event }, words.event),
      make("option", { value: "censored", selected: !patient.event }, words.censored));
    const remove = make("button", { class: "button button--quiet button--small", type: "button", disabled: this.patients.length <= FEWEST, "aria-label": name(words.remove), click: () => this.remove(number) }, "×");
    return make("tr", {}, make("th", { scope: "row" }, String(number + 1)), make("td", {}, make("div", { class: "workbench__time" }, field, slide)), make("td", {}, make("div", { class: "workbench__outcome" }, outcome, remove)));
  }

  show() {
    const { data, words, say, short } = this.figure;
    if (this.patients.some((patient) => patient.time === null)) return tell(this.querySelector("[data-result]"), [words.wrong]);
    const steps = kaplanMeier(this.patients);
    draw(this.querySelector("[data-drawing]"), survivalCurve(this.patients, steps, this.interval.checked, { at_risk: words.at_risk, unit: data.unit }, say));
    fillRows(this.querySelector("[data-rows]"), steps.map((step) => [
      short(step.time), step.atRisk, step.events, step.censored, say(step.survival, 3),
      step.lower === null ? "–" : `${say(step.lower, 3)} – ${say(step.upper, 3)}`,
    ]));
    const events = this.patients.filter((patient) => patient.event).length;
    const middle = median(steps);
    tell(this.querySelector("[data-result]"), [
      fillIn(words.summary, { people: this.patients.length, events, censored: this.patients.length - events }),
      fillIn(words.end, { time: short(steps.at(-1).time), survival: say(steps.at(-1).survival, 3) }),
      middle === null ? fillIn(words.no_median, { half: say(0.5, 2) }) : fillIn(words.median, { time: short(middle), unit: data.unit }),
    ]);
  }
}

customElements.define("icr-kaplan-meier", KaplanMeier);
