// The CTCAE grader: grade, seriousness and causality as three answers that do not follow from one another.
import { grade, remark, serious } from "./arithmetic/ctcae.js";
import { begin, fillIn, read, stand } from "./figure.js";

class Ctcae extends HTMLElement {
  connectedCallback() {
    if (this.figure) return;
    this.figure = begin(this);
    this.find = (name) => this.querySelector(`[data-${name}]`);
    this.boxes = [...this.querySelectorAll("[data-criterion]")];
    this.answers = [...this.querySelectorAll("[data-related]")];
    this.find("case").addEventListener("change", () => this.choose());
    this.addEventListener("input", (event) => event.target !== this.find("case") && this.show());
    this.addEventListener("submit", (event) => event.preventDefault());
    this.find("reset").addEventListener("click", () => { this.find("case").value = "0"; this.choose(); });
    this.choose();
  }

  choose() {
    const number = Number(this.find("case").value);
    const chosen = this.figure.data.cases[number];
    this.find("case-text").textContent = this.querySelectorAll("[data-case-words]")[number].textContent;
    this.find("term").value = chosen.term;
    this.find("number").value = chosen.value;
    for (const box of this.boxes) box.checked = chosen.criteria.includes(box.value);
    for (const answer of this.answers) answer.checked = (answer.value === "yes") === chosen.related;
    this.show();
  }

  show() {
    const { data, words } = this.figure;
    const value = read(this.find("number"), (number) => number >= 0 && Number.isInteger(number));
    if (value === null) return this.write("graded", words.wrong);
    const chosen = this.boxes.filter((box) => box.checked).map((box) => box.value);
    const found = grade(this.find("term").value, value, chosen);
    const version = data.version;
    const head = found.number === null ? words.no_grade : fillIn(words.grade, { number: found.number, version });
    this.write("graded", `${head} ${fillIn(words[found.reason], { version })}`);
    const named = chosen.map((name) => words[`criterion_${name}`]).join(", ");
    this.write("serious", serious(chosen) ? fillIn(words.serious, { criteria: named }) : words.not_serious);
    this.write("relation", this.answers.find((answer) => answer.checked).value === "yes" ? words.related : words.not_related);
    this.write("remark", words[remark(found.number, serious(chosen))]);
    stand(this.find("ladder"), found.number);
  }

  write(name, sentence) {
    if (this.find(name).textContent !== sentence) this.find(name).textContent = sentence;
  }
}

customElements.define("icr-ctcae", Ctcae);
