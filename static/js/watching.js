// Reports what was played to the server, which judges it; shows what it answers. Everything played is sent each time: order and
// repetition do no harm.
const panel = document.querySelector("[data-watching]");
const token = document.querySelector("#lesson-token [name=csrfmiddlewaretoken]").value;
const problem = panel.querySelector("[data-watching-problem]");
const waiting = new Map();
const AGAIN = 15000;
const SOON = 5000;
let timer = 0;

function show(block, { percent, enough }) {
  const row = panel.querySelector(`[data-watching-row="${block}"]`);
  const words = row.querySelector("[data-watching-percent]");
  if (words) words.textContent = words.dataset.words.replace("{percent}", percent);
  row.toggleAttribute("data-enough", enough);
  const mark = row.querySelector("[data-watching-enough]");
  if (mark) mark.hidden = !enough;
  const all = [...panel.querySelectorAll("[data-watching-row]")].every((one) => one.hasAttribute("data-enough"));
  if (all) panel.dispatchEvent(new CustomEvent("all-watched", { bubbles: true }));
}

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

async function send() {
  clearTimeout(timer);
  for (const [block, played] of [...waiting]) {
    try {
      const answer = await fetch(panel.dataset.watching, {
        method: "POST",
        keepalive: true,
        body: new URLSearchParams({ block, played: JSON.stringify(played) }),
        headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      if (waiting.get(block) === played) waiting.delete(block);
      const body = await answer.json();
      if (answer.ok) {
        show(block, body);
        say("");
      } else {
        say(body.sentence ?? "");
        if (body.code === "too_fast" && !waiting.has(block)) {
          waiting.set(block, played); // the clock goes on, and then it fits
          timer = setTimeout(send, SOON);
        }
      }
    } catch {
      say(problem.dataset.unsaved);
      timer = setTimeout(send, AGAIN);
    }
  }
}

document.addEventListener("recording-played", ({ detail }) => {
  if (!panel.querySelector(`[data-watching-row="${detail.block}"]`)) return;
  waiting.set(detail.block, detail.played.map((pair) => pair.map((second) => Math.round(second * 100) / 100)));
  send();
});
addEventListener("online", send);
