// The variant workbench: cards give a tier or a class, or none; reads and predictive value follow from their numbers.
import { germlineClass, positivePredictiveValue, reads, tier } from "./arithmetic/variants.js";
import { readsLine } from "./drawings.js";
import { begin, draw, fillIn, read, stand, tell } from "./figure.js";

const whole = (number) => number >= 0 && Number.isInteger(number);
const percent = (number) => number >= 0 && number <= 100;

class Variant extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.cards = [...this.querySelectorAll("[data-card]")];
    for (const card of this.cards) card.disabled = false;
    this.fields = Object.fromEntries([...this.querySelectorAll("[data-number]")].map((field) => [field.dataset.number, field]));
    this.first = this.cards.map((card) => card.defaultChecked);
    this.addEventListener("input", () => this.show());
    this.addEventListener("submit", (event) => event.preventDefault());
    this.querySelector("[data-reset]").addEventListener("click", () => this.reset());
  }

  reset() {
    this.cards.forEach((card, number) => { card.checked = this.first[number]; });
    for (const [name, field] of Object.entries(this.fields)) field.value = this.figure.data[name];
    this.show();
  }

  show() {
    const { data, words } = this.figure;
    const played = this.cards.filter((card) => card.checked).map((card) => card.value);
    const answer = data.question === "tier" ? tier(played) : germlineClass(played);
    tell(this.querySelector("[data-result]"), [words[`${data.question}_${answer ?? "none"}`], data.stated]);
    stand(this.querySelector("[data-ladder]"), answer);
    this.showReads();
    this.showPredictive();
  }

  showReads() {
    const { words, say, short } = this.figure;
    const box = this.querySelector("[data-reads]");
    const total = read(this.fields.total, (number) => whole(number) && number >= 1);
    const alternative = read(this.fields.alternative, (number) => whole(number) && number <= (total ?? Infinity));
    const content = read(this.fields.tumour_content, (number) => percent(number) && number > 0);
    if ([alternative, total, content].includes(null)) return tell(box, [words.wrong]);
    const found = reads(alternative, total, content / 100);
    draw(this.querySelector("[data-drawing]"), readsLine(found.share, found.lower, found.upper, found.expected, words, say));
    const said = [
      fillIn(words.share, { alternative, total, share: say(100 * found.share, 1), lower: say(100 * found.lower, 1), upper: say(100 * found.upper, 1) }),
      fillIn(found.fits ? words.fits : words.does_not_fit, { content: short(content), expected: say(100 * found.expected, 1) }),
    ];
    tell(box, found.germlineHint ? [...said, words.germline_hint] : said);
  }

  showPredictive() {
    const { words, say } = this.figure;
    const shares = ["sensitivity", "specificity", "prevalence"].map((name) => read(this.fields[name], percent));
    const share = shares.includes(null) ? null : positivePredictiveValue(...shares.map((one) => one / 100));
    tell(this.querySelector("[data-predictive]"), [share === null ? words.wrong : fillIn(words.predictive, { share: say(100 * share, 1) })]);
  }
}

customElements.define("icr-variant", Variant);
