// Steps to put in order: buttons and dragging beside the menus of places, which stay the form's own. Without script the menus do.
for (const list of document.querySelectorAll("[data-order]")) arrange(list);

function arrange(list) {
  const form = list.closest("form");
  const language = { up: list.dataset.up, down: list.dataset.down };
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  list.after(said);
  const steps = () => [...list.children];
  const words = (step) => step.querySelector("label").textContent.trim();

  for (const step of steps()) {
    const ways = document.createElement("span");
    ways.className = "answer-step__ways";
    for (const [way, sign] of [["up", "↑"], ["down", "↓"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--second answer-step__way";
      button.dataset.way = way;
      button.textContent = sign;
      button.setAttribute("aria-label", `${language[way]}: ${words(step)}`);
      ways.append(button);
    }
    step.append(ways);
    step.draggable = true;
  }
  list.dataset.order = "ready";
  ends();

  function ends() {
    for (const [index, step] of steps().entries()) {
      step.querySelector("[data-way=up]").disabled = index === 0;
      step.querySelector("[data-way=down]").disabled = index === steps().length - 1;
    }
  }

  // Every step has a place as soon as one was moved: the order that is seen is the order that is kept.
  function settle(moved) {
    for (const [index, step] of steps().entries()) step.querySelector("select").selectedIndex = index + 1;
    ends();
    const place = steps().indexOf(moved) + 1;
    said.textContent = `${words(moved)}: ${list.dataset.told.replace("{place}", place).replace("{last}", steps().length)}`;
    moved.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-way]");
    if (!button) return;
    const step = button.closest("li");
    if (button.dataset.way === "up") step.previousElementSibling?.before(step);
    else step.nextElementSibling?.after(step);
    settle(step);
    (button.disabled ? step.querySelector("[data-way]:not(:disabled)") : button).focus();
  });

  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    dragged.toggleAttribute("data-dragged", true);
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over.parentElement !== list) return;
    event.preventDefault();
    if (over === dragged) return;
    const after = steps().indexOf(over) > steps().indexOf(dragged);
    if (after) over.after(dragged);
    else over.before(dragged);
  });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.removeAttribute("data-dragged");
    settle(dragged);
    dragged = null;
  });

  // An answer that came back from this device or another tab: the steps stand where their menus say.
  form.addEventListener("icrweb:filled", () => {
    const last = steps().length + 1;
    const place = (step) => step.querySelector("select").selectedIndex || last;
    list.append(...steps().sort((one, other) => place(one) - place(other)));
    ends();
  });
}
