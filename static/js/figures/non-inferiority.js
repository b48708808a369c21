// The non-inferiority forest: an interval and the margin move by field, slider and arrow keys; the verdict follows.
import { judge, marginFits } from "./arithmetic/margin.js";
import { forest } from "./drawings.js";
import { begin, draw, fillIn, fillRows, read, tell } from "./figure.js";

class NonInferiority extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.chooser = this.querySelector("[data-trial]");
    this.fields = Object.fromEntries([...this.querySelectorAll("[data-number]")].map((field) => [field.dataset.number, field]));
    this.slides = Object.fromEntries([...this.querySelectorAll("[data-slide]")].map((slide) => [slide.dataset.slide, slide]));
    for (const [name, field] of Object.entries(this.fields)) field.addEventListener("input", () => this.move(name, read(field)));
    for (const [name, slide] of Object.entries(this.slides)) slide.addEventListener("input", () => this.move(name, slide.valueAsNumber));
    this.chooser.addEventListener("change", () => this.choose());
    this.addEventListener("submit", (event) => event.preventDefault());
    this.querySelector("[data-reset]").addEventListener("click", () => this.reset());
    this.prepare();
    this.reset(false);
  }

  prepare() {
    const { trials, margin, measure } = this.figure.data;
    const edges = [margin, ...trials.flatMap((trial) => [trial.lower, trial.upper])];
    const [low, high] = [Math.min(...edges), Math.max(...edges)];
    const room = (high - low) / 2;
    const least = measure === "ratio" ? Math.max(0.05, low - room) : low - room;
    const step = high - low > 20 ? 1 : high - low > 2 ? 0.1 : 0.01;
    const rounded = (value) => Number((Math.round(value / step) * step).toFixed(2));
    for (const slide of Object.values(this.slides)) Object.assign(slide, { min: rounded(least), max: rounded(high + room), step });
  }

  reset(show = true) {
    const { trials, margin } = this.figure.data;
    this.trials = trials.map((trial) => ({ ...trial }));
    this.margin = margin;
    this.chooser.value = "0";
    this.choose();
    if (show) this.show();
  }

  choose() {
    this.trial = this.trials[Number(this.chooser.value)];
    this.write();
  }

  write(except) {
    const now = { ...this.trial, margin: this.margin };
    for (const name of Object.keys(this.fields)) {
      if (name !== except && now[name] !== null) this.fields[name].value = Number(now[name].toFixed(4));
      if (now[name] !== null) this.slides[name].value = now[name];
      if (name !== except) this.fields[name].removeAttribute("aria-invalid");
    }
  }

  move(name, value) {
    if (name === "margin") this.margin = value;
    else if (name === "estimate" && value !== null) this.shift(value);
    else this.trial[name] = value;
    this.write(document.activeElement === this.fields[name] ? name : undefined);
    this.show();
  }

  // The interval keeps its width: on the scale of logarithms for a ratio.
  shift(value) {
    const { trial, figure } = this;
    const ratio = figure.data.measure === "ratio";
    if ((ratio && value <= 0) || trial.lower === null || trial.upper === null || trial.estimate === null) {
      trial.estimate = value;
      return;
    }
    for (const end of ["lower", "upper"]) trial[end] = ratio ? (trial[end] * value) / trial.estimate : trial[end] + value - trial.estimate;
    trial.estimate = value;
  }

  show() {
    const { data, words, say } = this.figure;
    const { measure, lower_is_better: lowerIsBetter } = data;
    const result = this.querySelector("[data-result]");
    const fits = (trial) => [trial.lower, trial.estimate, trial.upper].every((one) => one !== null && (measure !== "ratio" || one > 0))
      && trial.lower <= trial.estimate && trial.estimate <= trial.upper && trial.lower < trial.upper;
    if (!this.trials.every(fits) || this.margin === null || !marginFits(this.margin, measure, lowerIsBetter)) return tell(result, [words.wrong]);
    const found = this.trials.map((trial) => judge(trial.lower, trial.upper, this.margin, measure, lowerIsBetter));
    draw(this.querySelector("[data-drawing]"), forest(this.trials, this.margin, measure, words, say));
    const body = this.querySelector("[data-rows]");
    const answer = (yes) => (yes ? body.dataset.yes : body.dataset.no);
    fillRows(body, this.trials.map((trial, number) => [
      trial.label, say(trial.estimate, 2), `${say(trial.lower, 2)} – ${say(trial.upper, 2)}`, answer(found[number].nonInferior), answer(found[number].superior),
    ]));
    tell(result, this.trials.map((trial, number) => fillIn(words[found[number].worse ? "non_inferior_worse" : found[number].conclusion], trial)));
  }
}

customElements.define("icr-non-inferiority", NonInferiority);
