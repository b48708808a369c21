// The RECIST 1.1 sheet: sizes become fields, lesions and visits can be added, every visit gets its verdict and reason.
import { judge, refusals } from "./arithmetic/response.js";
import { sumsByVisit } from "./drawings.js";
import { begin, draw, fillIn, make, read, tell } from "./figure.js";

const MOST_VISITS = 8;
const MOST_LESIONS = 6; // one more than allowed, so that the sheet can say so

class Recist extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.lesions = this.querySelector("[data-lesions]");
    this.results = this.querySelector("[data-rows]");
    this.querySelector("[data-add-lesion]").addEventListener("click", () => this.addLesion());
    this.querySelector("[data-add-visit]").addEventListener("click", () => this.addVisit());
    this.querySelector("[data-reset]").addEventListener("click", () => this.reset());
    this.reset();
  }

  reset() {
    this.sheet = structuredClone({ targets: this.figure.data.targets, visits: this.figure.data.visits });
    this.build();
    this.show();
  }

  addLesion() {
    const { targets, visits } = this.sheet;
    targets.push({ name: fillIn(this.figure.words.new_name, { number: targets.length + 1 }), organ: "", node: false, sizes: visits.map(() => 10) });
    this.build();
    this.lesions.lastElementChild.querySelector("input").focus();
    this.show();
  }

  addVisit() {
    this.sheet.visits.push({ name: fillIn(this.figure.words.visit, { number: this.sheet.visits.length }), new_lesion: false });
    for (const target of this.sheet.targets) target.sizes.push(target.sizes.at(-1));
    this.build();
    this.lesions.querySelector("td:last-child input").focus();
    this.show();
  }

  removeLesion(number) {
    this.sheet.targets.splice(number, 1);
    this.build();
    this.lesions.children[Math.min(number, this.sheet.targets.length - 1)].querySelector("input").focus();
    this.show();
  }

  build() {
    const { targets, visits } = this.sheet;
    const { words } = this.figure;
    const head = this.querySelector("[data-head]");
    const lang = head.lastElementChild.lang || false; // of the editor's words
    head.replaceChildren(head.firstElementChild, ...visits.map((visit) => make("th", { scope: "col", lang }, visit.name)));
    this.lesions.replaceChildren(...targets.map((target, number) => this.lesion(target, number)));
    const row = (name) => make("tr", {}, make("th", { scope: "row" }, words[name]), ...visits.map(() => make("td")));
    this.cells = ["sum", "from_baseline", "from_nadir", "new", "word"].map(row);
    this.results.replaceChildren(...this.cells);
    visits.forEach((visit, number) => {
      const box = make("input", { type: "checkbox", "aria-label": fillIn(words.new_at, { visit: visit.name }), change: () => { visit.new_lesion = box.checked; this.show(); } });
      box.checked = visit.new_lesion;
      this.cells[3].children[number + 1].append(number ? box : "–");
    });
    this.querySelector("[data-add-lesion]").disabled = targets.length >= MOST_LESIONS;
    this.querySelector("[data-add-visit]").disabled = visits.length >= MOST_VISITS;
  }

  lesion(target, number) {
    const { words } = this.figure;
    const name = (sentence) => fillIn(sentence, { number: number + 1 });
    const text = (key, label) => make("input", { class: "input", value: target[key], maxlength: 60, "aria-label": name(label), input: (event) => { target[key] = event.target.value; this.show(); } });
    const node = make("input", { type: "checkbox", change: () => { target.node = node.checked; this.show(); }, "aria-label": name(words.node_of) });
    node.checked = target.node;
    const remove = make("button", { class: "button button--quiet button--small", type: "button", disabled: this.sheet.targets.length < 2, "aria-label": name(words.remove), click: () => this.removeLesion(number) }, "×");
    const nodeWord = this.querySelector("[data-add-lesion]").dataset.wordNode;
    const head = make("th", { scope: "row" }, make("div", { class: "workbench__lesion" }, text("name", words.name_of), text("organ", words.organ_of), make("label", { class: "choice" }, node, make("span", {}, nodeWord)), remove));
    const cells = target.sizes.map((size, visit) => {
      const field = make("input", { class: "input", type: "number", inputmode: "decimal", min: 0, step: "any", value: size, "aria-label": fillIn(words.size_of, { lesion: target.name, visit: this.sheet.visits[visit].name }) });
      field.addEventListener("input", () => { target.sizes[visit] = read(field, (millimetres) => millimetres >= 0); this.show(); });
      return make("td", {}, field);
    });
    return make("tr", {}, head, ...cells);
  }

  show() {
    const { words, say, short } = this.figure;
    const { targets, visits } = this.sheet;
    const result = this.querySelector("[data-result]");
    if (targets.some((target) => target.sizes.includes(null))) return tell(result, [words.wrong]);
    const found = judge(targets, visits.map((visit) => visit.new_lesion));
    const signed = (percent) => percent === null ? "–" : `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${say(Math.abs(percent), 1)} %`;
    const verdicts = found.map((visit, number) => (number ? words[visit.verdict] : ""));
    found.forEach((visit, number) => {
      this.cells[0].children[number + 1].textContent = short(visit.sum);
      this.cells[1].children[number + 1].textContent = number ? signed(visit.fromBaseline) : "–";
      this.cells[2].children[number + 1].textContent = number ? signed(visit.fromNadir) : "–";
      this.cells[4].children[number + 1].textContent = verdicts[number] || "–";
    });
    draw(this.querySelector("[data-drawing]"), sumsByVisit(found, visits.map((visit) => visit.name), verdicts, words, say));
    const refused = refusals(targets).map(([code, number]) => fillIn(words[code], { lesion: targets[number].name }));
    const said = found.slice(1).map((visit, number) => {
      const facts = { nadir_percent: signed(visit.fromNadir), baseline_percent: signed(visit.fromBaseline), millimetres: short(visit.millimetres) };
      const reason = fillIn(words[visit.reason], facts) + (visit.short ? ` ${fillIn(words.short, facts)}` : "");
      return fillIn(words.verdict, { visit: visits[number + 1].name, verdict: words[visit.verdict], reason });
    });
    tell(result, [...refused, fillIn(words.baseline, { sum: short(found[0].sum) }), ...said]);
  }
}

customElements.define("icr-recist", Recist);
