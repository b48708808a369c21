// What a guest did in lessons open to guests stays in this browser, and is offered to whoever signs in here and enrols.
const STORE = "icrweb-guest";
const MOST = 200;

function load() {
  try {
    return JSON.parse(localStorage.getItem(STORE))?.lessons ?? {};
  } catch {
    return {};
  }
}

function save(lessons) {
  try {
    if (Object.keys(lessons).length) localStorage.setItem(STORE, JSON.stringify({ version: 1, lessons }));
    else localStorage.removeItem(STORE);
    return true;
  } catch {
    return false;
  }
}

const of = (course) => Object.entries(load()).filter(([, row]) => row.course === course).sort(([, a], [, b]) => (a.at < b.at ? 1 : -1));

function forget(course) {
  save(Object.fromEntries(Object.entries(load()).filter(([, row]) => row.course !== course)));
}

const own = (url) => (/^\/[^/\\]/.test(url ?? "") ? url : "#");

function link(text, url) {
  const a = document.createElement("a");
  a.textContent = text;
  a.href = own(url);
  return a;
}

function keepLesson(lesson) {
  const { lessonKey, courseKey, courseTitle, courseUrl, lessonTitle, completion } = lesson.dataset;
  const before = load()[lessonKey];
  const words = document.querySelector("[data-guest-words]");
  const change = (fields) => {
    const lessons = load();
    const row = lessons[lessonKey] ?? { checks: [], done: completion === "opened" };
    lessons[lessonKey] = { ...row, course: courseKey, courseTitle, courseUrl, title: lessonTitle, url: location.pathname, at: new Date().toISOString(), ...fields };
    if (Object.keys(lessons).length > MOST || !save(lessons)) return;
    words.querySelector("[data-guest-kept]").hidden = false;
    words.querySelector("[data-guest-not-kept]").hidden = true;
  };
  change({});
  if (before?.block && !location.hash) {
    const go = words.querySelector("[data-guest-go-on]");
    go.href = `#block-${before.block}`;
    go.hidden = false;
  }
  for (const block of before?.checks ?? []) document.querySelector(`#check-${CSS.escape(block)} [data-check-done]`)?.removeAttribute("hidden");

  let timer = 0;
  const inView = new IntersectionObserver((entries) => {
    const seen = entries.filter((entry) => entry.isIntersecting).at(-1);
    if (!seen) return;
    clearTimeout(timer);
    timer = setTimeout(() => change({ block: seen.target.dataset.block }), 1000);
  }, { rootMargin: "-15% 0px -65% 0px" });
  for (const block of lesson.querySelectorAll("[data-block]")) inView.observe(block);

  lesson.addEventListener("check-answered", (event) => {
    const block = event.target.querySelector("[name=block]").value;
    event.target.querySelector("[data-check-done]")?.removeAttribute("hidden");
    change({ checks: [...new Set([...(load()[lessonKey]?.checks ?? []), block])] });
  });
  if (completion === "end") {
    const end = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      end.disconnect();
      change({ done: true });
    });
    end.observe(lesson.querySelector("[data-lesson-end]"));
  }
  words.querySelector("[data-guest-forget]").addEventListener("click", () => {
    forget(courseKey);
    words.querySelector("[data-guest-kept]").hidden = true;
    words.querySelector("[data-guest-forgotten]").hidden = false;
    inView.disconnect();
    clearTimeout(timer);
  });
}

function offerToGoOn(place) {
  const [last] = of(place.dataset.courseKey);
  if (!last) return;
  const [, row] = last;
  place.querySelector("[data-guest-last]").replaceChildren(link(row.title, `${own(row.url)}${row.block ? `#block-${row.block}` : ""}`));
  place.hidden = false;
  place.querySelector("[data-guest-forget]").addEventListener("click", () => {
    forget(place.dataset.courseKey);
    place.hidden = true;
  });
}

function offerToTakeOver(place) {
  const { courseKey } = place.dataset;
  const rows = of(courseKey);
  if (!rows.length) return;
  const list = place.querySelector("[data-kept-list]");
  for (const [, row] of rows) {
    const item = document.createElement("li");
    item.textContent = row.title;
    list.append(item);
  }
  const form = place.querySelector("form");
  const sent = rows.map(([lesson, { block, checks, done }]) => ({ lesson, block: block ?? "", checks: checks ?? [], done: done === true }));
  form.elements.kept.value = JSON.stringify(sent);
  place.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = place.querySelector("[data-kept-problem]");
    problem.hidden = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      if (answer.ok) {
        forget(courseKey);
        return location.reload();
      }
      if (answer.status === 409) problem.textContent = (await answer.json()).sentence;
    } catch {
      // Offline: the sentence that stands there says so.
    }
    problem.hidden = false;
  });
  place.querySelector("[data-guest-forget]").addEventListener("click", () => {
    forget(courseKey);
    place.hidden = true;
  });
}

function nameCourses(place) {
  const courses = new Map(Object.values(load()).map((row) => [row.course, row]));
  if (!courses.size) return;
  for (const row of courses.values()) {
    const item = document.createElement("li");
    item.append(link(row.courseTitle, row.courseUrl));
    place.querySelector("[data-kept-list]").append(item);
  }
  place.hidden = false;
  place.querySelector("[data-guest-forget]").addEventListener("click", () => {
    save({});
    place.hidden = true;
  });
}

const behaviours = { lesson: keepLesson, course: offerToGoOn, offer: offerToTakeOver, anywhere: nameCourses };
for (const place of document.querySelectorAll("[data-guest]")) behaviours[place.dataset.guest](place);
