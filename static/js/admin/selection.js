// The balance follows the ticks. Without script the button beside it counts again.
const board = document.querySelector("#board");
const boxes = [...board.querySelectorAll("[name=chosen]")];
const lines = [...board.querySelectorAll("[data-balance]")];
const most = 12;

for (const button of board.querySelectorAll("[data-no-script]")) button.hidden = true;
board.addEventListener("change", (event) => {
  if (event.target.name === "chosen") count();
});

function count() {
  const ticked = boxes.filter((box) => box.type === "hidden" || box.checked);
  const groups = ticked.flatMap((box) => box.dataset.groups.split(" "));
  for (const line of lines) {
    const chosen = Number(line.dataset.base) + groups.filter((group) => group === line.dataset.balance).length;
    line.querySelector("b").textContent = chosen;
    const all = Math.max(chosen, Number(line.dataset.quota ?? 0));
    line.querySelector(".desk-squares").replaceChildren(...(all > most ? [] : squares(all, chosen)));
  }
  const said = board.querySelector("[data-ticked]");
  said.textContent = said.textContent.replace(/\d+/, ticked.length);
}

function squares(all, chosen) {
  return Array.from({ length: all }, (_each, at) => {
    const square = document.createElement("i");
    square.classList.toggle("desk-squares__taken", at < chosen);
    return square;
  });
}
