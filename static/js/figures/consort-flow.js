// The CONSORT flow: numbers become fields; the sentences say which box does not balance.
import { problems } from "./arithmetic/flow.js";
import { begin, fillIn, make, read, tell } from "./figure.js";

const whole = (number) => number >= 0 && Number.isInteger(number);

class ConsortFlow extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.fields = [...this.querySelectorAll("[data-count]")].map((place) => this.field(place));
    this.querySelector("[data-reset]").addEventListener("click", () => this.reset());
    if (this.figure.data.blank.length) this.reset();
  }

  field(place) {
    const { blank } = this.figure.data;
    const arm = place.closest("[data-arm]");
    const label = place.parentElement.querySelector("span").textContent;
    const field = make("input", {
      class: "input", type: "number", inputmode: "numeric", min: 0, step: 1, value: place.textContent,
      "aria-label": arm ? fillIn(this.figure.words.in_arm, { box: label, arm: arm.getAttribute("aria-label") }) : label,
      "data-count": place.dataset.count, input: () => this.show(),
    });
    field.dataset.first = blank.includes(place.dataset.count) ? "" : place.textContent;
    place.replaceWith(field);
    return field;
  }

  // An empty field waits to be filled in; it is not wrong.
  count(field) {
    const number = read(field, whole);
    if (field.value === "" && !field.validity.badInput) field.removeAttribute("aria-invalid");
    return number;
  }

  reset() {
    for (const field of this.fields) field.value = field.dataset.first;
    this.show();
  }

  show() {
    const { data, words } = this.figure;
    const numbers = (name, inside = this) => [...inside.querySelectorAll(`[data-count=${name}]`)].map((field) => this.count(field));
    const one = (name, inside) => numbers(name, inside)[0];
    const arms = [...this.querySelectorAll("[data-arm]")].map((arm) => ({
      allocated: one("allocated", arm), received: one("received", arm), notReceived: one("not_received", arm),
      lost: one("lost", arm), discontinued: one("discontinued", arm), analysed: one("analysed", arm), notAnalysed: one("not_analysed", arm),
    }));
    const flow = { assessed: one("assessed"), excluded: numbers("excluded"), randomised: one("randomised"), arms };
    const found = problems(flow);
    this.querySelector("[data-excluded-total]").textContent = flow.excluded.reduce((sum, number) => sum + (number ?? 0), 0);
    for (const box of this.querySelectorAll("[data-box]")) {
      const arm = box.closest("[data-arm]")?.dataset.arm;
      const names = box.dataset.box.split(" ");
      const wrong = found.some((problem) => names.includes(problem.box) && problem.code !== "empty" && (problem.arm === null || String(problem.arm) === arm));
      box.toggleAttribute("data-wrong", wrong);
    }
    tell(this.querySelector("[data-result]"), found.length ? found.map((problem) => sentence(problem, words, data.names)) : [fillIn(words.balanced, flow)]);
  }
}

function sentence(problem, words, names) {
  const box = problem.arm === null ? words[problem.box] : fillIn(words.in_arm, { box: words[problem.box], arm: names[problem.arm] });
  const code = problem.code === "sum" && problem.box === "randomised" ? "randomised_sum" : problem.code;
  return fillIn(words.problem, { box, what: fillIn(words[code], problem) });
}

customElements.define("icr-consort-flow", ConsortFlow);
