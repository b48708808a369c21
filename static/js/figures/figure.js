// What the elements of figures share: the numbers and words that the server handed over, and writing into its markup.
export function begin(element) {
  const data = JSON.parse(element.dataset.figure);
  const template = element.querySelector("template[data-words]");
  const words = Object.fromEntries([...template.content.children].map((one) => [one.dataset.word, one.textContent]));
  const say = (number, places) => (Math.abs(number) < 10 ** -places / 2 ? 0 : number).toFixed(places).replace(".", data.decimal);
  const short = (number) => say(number, placesOf(number));
  for (const tools of element.querySelectorAll("[data-tools]")) tools.hidden = false;
  return { data, words, say, short };
}

export const fillIn = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const placesOf = (...numbers) => [0, 1].find((places) => numbers.every((one) => Math.abs(Number(one.toFixed(places)) - one) < 1e-9)) ?? 2;

// An element with attributes (true: present) and children.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

// Sentences as paragraphs; an unchanged box stays untouched, so that nothing is read out twice.
export function tell(box, sentences) {
  if ([...box.children].map((one) => one.textContent).join("\n") === sentences.join("\n")) return;
  box.replaceChildren(...sentences.map((sentence) => make("p", {}, sentence)));
}

// A table's body; the first cell of a row heads it, in the language of the heads before.
export function fillRows(body, rows) {
  const lang = body.querySelector("th")?.lang || false;
  body.replaceChildren(...rows.map(([head, ...cells]) => make("tr", {}, make("th", { scope: "row", lang }, head), ...cells.map((cell) => make("td", {}, cell)))));
}

export function draw(svg, { height, shapes }) {
  svg.setAttribute("viewBox", `0 0 640 ${height}`);
  svg.setAttribute("height", height);
  svg.replaceChildren(...shapes.map(shape));
}

function shape({ name, d, cx, cy, x, y, anchor, text }) {
  const [tag, attributes] = d ? ["path", { d }] : cx ? ["circle", { r: 6, cx, cy }] : ["text", { x, y, "text-anchor": anchor }];
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  element.setAttribute("class", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// The number in a field, or null where there is none; the field says so to assistive technology.
export function read(field, fits = () => true) {
  const number = field.value.trim() === "" || !Number.isFinite(field.valueAsNumber) ? null : field.valueAsNumber;
  const good = number !== null && fits(number);
  field.toggleAttribute("aria-invalid", !good);
  if (!good) field.setAttribute("aria-invalid", "true");
  return good ? number : null;
}

// Marks one rung of a ladder as the place to be.
export function stand(ladder, code) {
  for (const rung of ladder.children) {
    const here = rung.dataset.rung === String(code);
    rung.toggleAttribute("data-here", here);
    if (here) rung.setAttribute("aria-current", "true");
    else rung.removeAttribute("aria-current");
  }
}
