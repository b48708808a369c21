// Keeps the place, notices when the lesson is done, and takes the place along when the language changes.
const lesson = document.querySelector("[data-lesson]");
const blocks = [...lesson.querySelectorAll("[data-block]")];
const token = document.querySelector("#lesson-token [name=csrfmiddlewaretoken]").value;
const place = lesson.querySelector("[data-place]");
const { placeUrl, doneUrl, completion } = lesson.dataset;
let current = location.hash.startsWith("#block-") ? location.hash.slice(7) : "";
let kept = "";
let timer = 0;
let recording = true;

const post = (url, data) => fetch(url, {
  method: "POST",
  keepalive: true,
  body: new URLSearchParams(data),
  headers: { Accept: "application/json", "X-CSRFToken": token },
});

function clock(time) {
  const at = new Date(time.dateTime);
  const today = at.toDateString() === new Date().toDateString();
  time.textContent = at.toLocaleString(document.documentElement.lang, today ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : { dateStyle: "medium" });
}

function show(kind, at) {
  const words = place.querySelector("[data-place-words]");
  words.textContent = words.dataset[kind];
  const holder = place.querySelector("[data-place-time]");
  holder.replaceChildren();
  if (at) {
    const time = document.createElement("time");
    time.dateTime = at;
    clock(time);
    holder.append(time);
  }
  place.hidden = false;
}

// The second of the recording in the current block, where one was played.
function second() {
  const media = document.querySelector(`#block-${CSS.escape(current)} [data-recording-media]`);
  return media?.currentTime > 0 ? String(Math.floor(media.currentTime)) : "";
}

async function keep() {
  clearTimeout(timer);
  const here = `${current} ${second()}`;
  if (!recording || !current || here === kept) return;
  try {
    const answer = await post(placeUrl, { block: current, second: second() });
    if (!answer.ok) {
      recording = answer.status === 503;
      return show("problem");
    }
    kept = here;
    show("kept", (await answer.json()).kept_at);
  } catch {
    show("problem");
    timer = setTimeout(keep, 15000);
  }
}

async function done() {
  if (lesson.hasAttribute("data-done")) return;
  try {
    const answer = await post(doneUrl, {});
    if (!answer.ok) return;
    lesson.setAttribute("data-done", "");
    lesson.querySelector(".rail [data-here]")?.setAttribute("data-done", "");
    recording = !(await answer.json()).finished;
  } catch {
    addEventListener("online", done, { once: true });
  }
}

const inView = new IntersectionObserver((entries) => {
  const seen = entries.filter((entry) => entry.isIntersecting).at(-1);
  if (!seen) return;
  current = seen.target.dataset.block;
  for (const link of document.querySelectorAll("a[hreflang]")) link.hash = `block-${current}`;
  clearTimeout(timer);
  timer = setTimeout(keep, 1500);
}, { rootMargin: "-15% 0px -65% 0px" });
for (const block of blocks) inView.observe(block);
lesson.addEventListener("recording-played", ({ detail }) => {
  current = detail.block;
  for (const link of document.querySelectorAll("a[hreflang]")) Object.assign(link, { search: second() && `t=${second()}`, hash: `block-${current}` });
  if (!detail.playing) keep();
});

for (const time of lesson.querySelectorAll("[data-clock]")) clock(time);
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
addEventListener("online", keep);

if (completion === "opened") done();
if (completion === "watched") lesson.addEventListener("all-watched", done);
if (completion === "check") lesson.addEventListener("check-answered", () => lesson.querySelector("[data-check-done][hidden]") ?? done());
if (completion === "end") {
  const end = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    end.disconnect();
    done();
  });
  end.observe(lesson.querySelector("[data-lesson-end]"));
}
