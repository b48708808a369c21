// The sample size of five comparisons, and the power that other sizes would have.
import * as size from "./arithmetic/sample-size.js";
import { powerCurve } from "./drawings.js";
import { begin, draw, fillIn, fillRows, read, tell } from "./figure.js";

const PLANS = {
  unpooled: (n) => [size.proportionsUnpooled(n.first, n.second, n.alpha, n.power), (people) => size.powerUnpooled(people, n.first, n.second, n.alpha)],
  pooled: (n) => [size.proportionsPooled(n.first, n.second, n.alpha, n.power), (people) => size.powerPooled(people, n.first, n.second, n.alpha)],
  normal: (n) => [size.meansNormal(n.difference, n.alpha, n.power), (people) => size.powerNormal(people, n.difference, n.alpha)],
  t: (n) => [size.meansT(n.difference, n.alpha, n.power), (people) => size.powerT(Math.max(2, Math.round(people)), n.difference, n.alpha)],
  logrank: (n) => [size.logrankEvents(n.hazard_ratio, n.alpha, n.power), (events) => size.powerLogrank(events, n.hazard_ratio, n.alpha)],
};
const PERCENT = ["first", "second", "event_share", "alpha", "power", "drop_out"];
const inside = (percent) => percent > 0 && percent < 100;
const FITS = {
  first: inside, second: inside, alpha: inside, power: inside,
  event_share: (percent) => percent > 0 && percent <= 100,
  drop_out: (percent) => percent >= 0 && percent <= 90,
  difference: (value) => value >= 0.05,
  hazard_ratio: (value) => value > 0 && Math.abs(value - 1) >= 0.01,
};

class SampleSize extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.method = this.querySelector("[data-method]");
    this.fields = [...this.querySelectorAll("[data-number]")];
    this.addEventListener("input", () => this.show());
    this.addEventListener("submit", (event) => event.preventDefault());
    this.querySelector("[data-reset]").addEventListener("click", () => this.reset());
    this.reset(false);
    this.choose();
  }

  reset(show = true) {
    const { data } = this.figure;
    this.method.value = data.method;
    for (const field of this.fields) field.value = data[field.dataset.number];
    if (show) this.show();
  }

  choose() {
    for (const part of this.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(this.method.value);
  }

  show() {
    this.choose();
    const { words, say } = this.figure;
    const method = this.method.value;
    const asked = this.fields.filter((field) => !field.closest("[hidden]"));
    const numbers = Object.fromEntries(asked.map((field) => {
      const name = field.dataset.number;
      const number = read(field, FITS[name]);
      return [name, number !== null && PERCENT.includes(name) ? number / 100 : number];
    }));
    const missing = Object.values(numbers).includes(null) || numbers.power <= numbers.alpha;
    if (missing || Math.abs(numbers.first - numbers.second) < 0.005) return tell(this.querySelector("[data-result]"), [words.wrong]);
    const [exact, reached] = PLANS[method](numbers);
    const number = size.roundUp(exact);
    const points = Array.from({ length: 18 }, (_, step) => Math.max(1, (number * (step + 1)) / 10)).map((n) => [n, reached(n)]);
    const across = method === "logrank" ? words.events_across : words.people_across;
    draw(this.querySelector("[data-drawing]"), powerCurve(points, number, numbers.power, { across }, say));
    this.querySelector("[data-across]").textContent = across;
    fillRows(this.querySelector("[data-rows]"), points.filter((_, n) => n % 2).map(([n, power]) => [Math.round(n), `${say(100 * power, 1)} %`]));
    tell(this.querySelector("[data-result]"), sentences(method, number, exact, numbers, this.figure));
  }
}

function sentences(method, number, exact, numbers, { words, say, short }) {
  const lost = short(100 * numbers.drop_out);
  if (method === "logrank") {
    const people = size.roundUp(number / numbers.event_share);
    return [
      fillIn(words.events, { number, exact: say(exact, 1) }),
      fillIn(words.people, { share: short(100 * numbers.event_share), number: people }),
      fillIn(words.inflated_all, { share: lost, number: size.inflate(people, numbers.drop_out) }),
    ];
  }
  const said = [
    fillIn(method === "t" ? words.group_t : words.group, { number, total: 2 * number, exact: say(exact, 1) }),
    fillIn(words.inflated, { share: lost, number: size.inflate(number, numbers.drop_out) }),
  ];
  if (numbers.first) said.push(fillIn(words.treat, { number: size.numberNeededToTreat(numbers.first, numbers.second) }));
  return said;
}

customElements.define("icr-sample-size", SampleSize);
