// A recording: its sizes, its speed, the transcript that runs along, and a foreign player once the reader has agreed.
// Tells the page what was played: "recording-played" with the stretches, in seconds, that the browser has really played.
const FASTEST = 2;
const EVERY = 10000;
const SIZE = "icrweb-recording-size";

const stored = () => { try { return localStorage.getItem(SIZE); } catch { return null; } };
const store = (size) => { try { localStorage.setItem(SIZE, size); } catch { /* the next page asks again */ } };

function player(box, media) {
  const sizes = [...box.querySelectorAll("[data-file]")];
  const lines = [...box.querySelectorAll("[data-seek]")];
  const transcript = box.querySelector("[data-recording-transcript]");
  const speed = box.querySelector("[data-recording-speed]");
  const earlier = []; // what was played of sizes chosen before
  let timer = 0;

  const played = () => [...earlier, ...Array.from(media.played, (_, at) => [media.played.start(at), media.played.end(at)])];
  const tell = (name) => box.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { block: box.dataset.recording, played: played(), playing: !media.paused && !document.hidden } }));

  function choose(link, { keep = true } = {}) {
    if (link.hasAttribute("aria-current")) return;
    for (const other of sizes) other.toggleAttribute("aria-current", other === link);
    link.setAttribute("aria-current", "true");
    if (keep) store(link.dataset.size);
    const { currentTime, paused, playbackRate } = media;
    earlier.push(...Array.from(media.played, (_, at) => [media.played.start(at), media.played.end(at)]));
    media.src = link.dataset.file;
    media.currentTime = currentTime;
    media.playbackRate = playbackRate;
    if (!paused) media.play();
  }

  for (const link of sizes) link.addEventListener("click", (event) => { event.preventDefault(); choose(link); });
  const smallest = [...sizes].sort((one, other) => one.dataset.bytes - other.dataset.bytes).find((link) => link.dataset.size !== "0");
  const wanted = sizes.find((link) => link.dataset.size === stored()) ?? (navigator.connection?.saveData ? smallest : null);
  if (wanted) choose(wanted, { keep: false });

  function follow() {
    let here = null;
    for (const line of lines) {
      const now = media.currentTime >= Number(line.dataset.seek) && media.currentTime < Number(line.dataset.until);
      if (now && !line.hasAttribute("aria-current")) here = line;
      if (now) line.setAttribute("aria-current", "true"); else line.removeAttribute("aria-current");
    }
    if (here && transcript.open && transcript.hasAttribute("data-follows")) {
      const frame = transcript.querySelector(".recording__parts");
      frame.scrollTop += here.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
    }
  }

  for (const line of lines) {
    line.href = `?t=${line.dataset.seek}#block-${box.dataset.recording}`;
    line.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      media.currentTime = Number(line.dataset.seek);
      media.play();
    });
  }

  speed.hidden = false;
  speed.querySelector("select").addEventListener("change", (event) => { media.playbackRate = Number(event.target.value); });
  media.addEventListener("ratechange", () => { if (media.playbackRate > FASTEST) media.playbackRate = FASTEST; });
  media.addEventListener("timeupdate", follow);
  media.addEventListener("play", () => {
    transcript?.setAttribute("data-follows", "");
    tell("recording-played");
    clearInterval(timer);
    timer = setInterval(() => tell("recording-played"), EVERY);
  });
  for (const name of ["pause", "ended"]) media.addEventListener(name, () => { clearInterval(timer); tell("recording-played"); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && media.played.length) tell("recording-played"); });

  const from = Number(new URLSearchParams(location.search).get("t"));
  if (from > 0 && location.hash === `#block-${box.dataset.recording}`) media.currentTime = Math.min(from, Number(box.dataset.duration));
  box.setAttribute("data-recording-ready", "");
}

function foreign(box) {
  const button = box.querySelector("[data-embed-load]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.title = box.dataset.embedTitle;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.allow = "fullscreen; picture-in-picture; encrypted-media";
    frame.allowFullscreen = true;
    frame.src = box.dataset.embed;
    box.replaceWith(frame);
    frame.focus();
  });
}

for (const box of document.querySelectorAll("[data-recording]")) {
  const media = box.querySelector("[data-recording-media]");
  const embed = box.querySelector("[data-embed]");
  if (media) player(box, media);
  if (embed) foreign(embed);
}
