// The door: each scan is judged here by the list that this page holds, kept in a queue, and sent. The server has the last word; what it
// sees otherwise is shown below. The page stays open while there is no connection: there is no service worker that could bring it back.
import { Queue, newKey } from "./door/queue.js";
import { scan } from "./door/scanning.js";

const door = document.querySelector("[data-door]");
const words = JSON.parse(document.getElementById("door-words").textContent);
const { seminar, mark, prefix, alphabet, names, send: address, zone: timeZone } = door.dataset;
const most = Number(door.dataset.most);
const codeLength = Number(door.dataset.length);
const part = (name) => door.querySelector(`[data-door-${name}]`);
const language = document.documentElement.lang || "en";
const queue = new Queue(seminar);
const device = newKey();
const LOOK = 20000; // milliseconds between two looks at what other phones saw
const SHOWN = 12;

let rows = [];
let byHash = new Map();
let byKey = new Map();
let known = {}; // who is inside, as the server said it last; by key: [direction, seconds]
let inside = {}; // the same with what waits on this phone
let last = {}; // the scan whose result is shown, and of whom
let clockOff = 0; // the server's clock less this one, in milliseconds
let sending = null;
let ended = false;
let connected = navigator.onLine;
let remark = ""; // what stays said until it is over: signed out, or why something was refused
let stopCamera = null;
const sitting = part("sitting");

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
const time = (moment) => clock.format(new Date(moment * 1000)); // at the venue
const seconds = (at) => Math.floor((at + clockOff) / 1000); // by the server's clock
const direction = () => door.querySelector("[name=direction]:checked").value;

function token() {
  // Signing in again in another tab gives a new one: the cookie knows it.
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : "";
}

async function post(url, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Requested-With": "XMLHttpRequest" };
  const reply = await fetch(url, { method: "POST", body: new URLSearchParams({ sent: JSON.stringify(body) }), headers });
  const json = reply.headers.get("Content-Type")?.startsWith("application/json");
  if (!json && (reply.redirected || [401, 403, 404].includes(reply.status))) throw new SignedOut();
  if (!json) throw new TypeError(String(reply.status));
  return { ok: reply.ok, told: await reply.json() };
}

class SignedOut extends Error {}

// --- What stands on the screen ---------------------------------------------------------------------------------------------

function showState() {
  if (ended) return;
  showWaiting();
  const number = queue.waiting.length;
  let text = words.online;
  if (remark) text = remark;
  else if (!connected) text = number ? fill(words.offline, { number }) : words.offline_none;
  else if (number) text = fill(words.sending, { number });
  part("state").textContent = text;
  door.dataset.state = remark ? "problem" : connected ? "online" : "offline";
  part("inside").textContent = fill(words.inside, { number: Object.values(inside).filter(([way]) => way === "in").length });
}

// What waits can be taken back here; what has arrived, on the page of the person, with a reason.
function showWaiting() {
  const waiting = connected && !remark ? [] : queue.waiting;
  part("waiting").hidden = !waiting.length;
  const list = part("waiting").querySelector("ul");
  const shown = new Map([...list.children].map((item) => [item.dataset.key, item]));
  for (const one of waiting) if (!shown.delete(one.key)) list.append(waitingItem(one));
  for (const item of shown.values()) item.remove();
  part("undo").hidden = !waiting.some((one) => one.key === last.key);
  part("about").hidden = !connected || !last.row?.about || queue.scans.has(last.key);
  if (last.row?.about) part("about").href = last.row.about;
}

function waitingItem(one) {
  const facts = { name: byKey.get(one.registration)?.name ?? one.code ?? "", way: words[one.direction], time: time(seconds(one.at)) };
  const item = document.createElement("li");
  const text = document.createElement("span");
  const button = document.createElement("button");
  item.dataset.key = one.key;
  text.textContent = [facts.name, facts.way, facts.time].filter(Boolean).join(" · ");
  button.type = "button";
  button.className = "button button--second button--small";
  button.textContent = words.take_back;
  button.setAttribute("aria-label", fill(words.take_back_one, facts));
  item.append(text, button);
  return item;
}

function takeBack(key) {
  const one = queue.takeBack(key);
  if (!one) return;
  replay();
  last = {};
  showResult("known", words.taken_back, byKey.get(one.registration), one.code);
  part("result").focus();
  showState();
  send();
}

function showResult(kind, word, row, more = "") {
  const result = part("result");
  result.dataset.kind = kind;
  result.querySelector("[data-door-word]").textContent = word;
  result.querySelector("[data-door-name]").textContent = row?.name ?? "";
  result.querySelector("[data-door-native]").textContent = row?.native ?? "";
  result.querySelector("[data-door-more]").textContent = row ? [row.works, row.mode, more].filter(Boolean).join(" · ") : more;
  for (const icon of result.querySelectorAll("[data-door-icon]")) icon.hidden = icon.dataset.doorIcon !== kind;
  result.hidden = false;
  sound(kind);
}

let speaker = null;
function sound(kind) {
  if (!part("sound").checked) return;
  navigator.vibrate?.(kind === "good" ? 60 : [90, 60, 90]);
  try {
    speaker ??= new AudioContext();
    const tone = speaker.createOscillator();
    const volume = speaker.createGain();
    tone.frequency.value = kind === "good" ? 880 : kind === "known" ? 520 : 220;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(speaker.destination);
    tone.start();
    tone.stop(speaker.currentTime + (kind === "good" ? 0.09 : 0.25));
  } catch {
    // No sound here.
  }
}

function showConflict(text) {
  const item = document.createElement("li");
  item.textContent = text;
  part("conflicts").querySelector("ul").prepend(item);
  part("conflicts").hidden = false;
}

// Who is inside by all that is known here: what the server said, and then what waits.
function replay() {
  inside = { ...known };
  for (const { registration, direction: way, at, sitting: where } of queue.waiting) {
    if (where === sitting.value && registration && inside[registration]?.[0] !== way) inside[registration] = [way, seconds(at)];
  }
}

// --- One scan ----------------------------------------------------------------------------------------------------------------

async function hashOf(code) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${seminar} ${code}`));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

async function scanned(text) {
  const [start, whose, code] = text.trim().toUpperCase().split(":");
  if (start !== prefix || !code) return refuse(words.not_ours);
  if (whose !== mark) return refuse(words.elsewhere);
  return typedCode(code);
}

async function typedCode(code) {
  // Without https the browser has no digest; then the server says who it was.
  const row = crypto.subtle ? byHash.get(await hashOf(code)) : null;
  if (row) return pass(row);
  if (rows.length && crypto.subtle) return refuse(words.unknown);
  note({ code });
  return showResult("known", words.later, null, code);
}

function refuse(word, row) {
  last = {};
  showResult("bad", word, row);
  showState();
}

function pass(row) {
  const way = direction();
  if (!row.place) return refuse(fill(words.no_place, { state: row.state }), row);
  const [before, at] = inside[row.key] ?? [];
  note({ registration: row.key, told: before === way });
  if (before === way) return showResult("known", fill(words[`again_${way}`], { time: time(at) }), row);
  if (!before && way === "out") return showResult("known", words.not_in, row);
  return showResult("good", words[`${way}_done`], row);
}

function note(who) {
  last = { key: newKey(), row: byKey.get(who.registration) };
  queue.put({ key: last.key, sitting: sitting.value, direction: direction(), at: Date.now(), ...who });
  replay();
  showState();
  send();
}

// --- Sending -------------------------------------------------------------------------------------------------------------------

async function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
    showState();
  });
  return sending;
}

async function sendAll() {
  try {
    do {
      const scans = queue.size ? queue.next(most) : [];
      const body = { sitting: scans[0]?.sitting ?? sitting.value, scans, now: Date.now(), device };
      const { ok, told } = await post(address, body);
      connected = true;
      if (!ok) {
        remark = told.sentence;
        if (!told.keep) for (const one of scans) giveUp(one, told.sentence);
        return;
      }
      remark = "";
      clockOff = told.now * 1000 - Date.now();
      if (body.sitting === sitting.value) known = told.inside;
      for (const outcome of told.outcomes) settle(outcome, scans.find((one) => one.key === outcome.key));
      replay();
    } while (queue.size);
    if (!rows.length) await takeList();
  } catch (error) {
    if (error instanceof SignedOut) signedOut();
    else connected = false;
  }
}

// The server will never take it: say whom that is about, so that somebody writes it on the sheet.
function giveUp(one, sentence) {
  const mistake = queue.scans.get(one.key)?.taken_back;
  queue.drop(one.key);
  if (mistake) return;
  const name = byKey.get(one.registration)?.name ?? one.code ?? "";
  showConflict(fill(words.conflict_refused, { name, time: time(seconds(one.at)), sentence }));
}

function settle(outcome, sent) {
  if (!sent || queue.scans.get(sent.key) !== sent) return; // taken back on the way: it is sent once more, marked
  queue.drop(sent.key);
  if (sent.taken_back) return;
  const row = byKey.get(outcome.registration) ?? { name: outcome.name };
  const at = time(seconds(sent.at));
  // What this page knew was said at once; what another phone has seen is told here.
  if (outcome.verdict === "again" && !sent.told && sent.registration) showConflict(fill(words.conflict_again, { name: row.name, time: time(outcome.since) }));
  if (outcome.verdict === "no_place") showConflict(fill(words.conflict_no_place, { name: row.name, state: outcome.state }));
  if (outcome.verdict === "unknown") showConflict(fill(words.conflict_unknown, { time: at }));
  if (outcome.verdict === "not_in") showConflict(fill(words.conflict_not_in, { name: row.name, time: at }));
  if (sent.code && outcome.name) showResult(outcome.verdict === "done" ? "good" : "known", words[`${sent.direction}_done`], row);
}

async function takeList() {
  const { ok, told } = await post(names, {});
  if (!ok) return;
  rows = told.rows;
  byHash = new Map(rows.map((row) => [row.hash, row]));
  byKey = new Map(rows.map((row) => [row.key, row]));
  for (const row of rows) row.found = fold(`${row.name} ${row.native}`);
}

function signedOut() {
  remark = words.signed_out;
  forget();
}

// Names leave this page with whoever signs out, and when the door is closed.
function forget() {
  rows = [];
  byHash = new Map();
  byKey = new Map();
  known = {};
  inside = {};
  last = {};
  part("matches").replaceChildren();
  part("waiting").querySelector("ul").replaceChildren();
  part("result").hidden = true;
}

// --- Typing --------------------------------------------------------------------------------------------------------------------

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

function find() {
  const typed = part("find").value;
  const list = part("matches");
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  const found = wanted.length ? rows.filter((row) => wanted.every((word) => row.found.includes(word))) : [];
  list.replaceChildren(
    ...found.slice(0, SHOWN).map((row) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.key = row.key;
      const way = inside[row.key]?.[0];
      const lines = [row.name, [row.native, row.works, row.place ? way && words[way] : row.state].filter(Boolean).join(" · ")];
      for (const [number, line] of lines.entries()) {
        const span = document.createElement(number ? "small" : "strong");
        span.textContent = line;
        button.append(span);
      }
      item.append(button);
      return item;
    }),
  );
  part("hint").textContent = found.length > SHOWN ? fill(words.more, { number: SHOWN }) : "";
  return found;
}

part("find").addEventListener("input", find);
part("matches").addEventListener("click", (event) => {
  const row = byKey.get(event.target.closest("button")?.dataset.key);
  if (row) choose(row);
});
part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = part("find").value.trim();
  const code = [...typed.toUpperCase()].filter((char) => alphabet.includes(char)).join("");
  const found = find();
  if (found.length === 1) choose(found[0]);
  else if (code.length === codeLength && !found.length) typedCode(code).then(clear);
  else if (!found.length && typed) part("hint").textContent = words.nobody;
});

function choose(row) {
  pass(row);
  clear();
}

function clear() {
  part("find").value = "";
  find();
}

// --- The camera, the sitting, the end --------------------------------------------------------------------------------------------

part("camera").addEventListener("click", async () => {
  try {
    stopCamera = await scan(part("video"), scanned);
    part("camera").hidden = true;
    part("video").hidden = false;
  } catch (error) {
    part("camera-hint").textContent = error.name === "NotAllowedError" ? words.camera_refused : words.no_camera;
  }
});

part("undo").addEventListener("click", () => takeBack(last.key));
part("waiting").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) takeBack(button.parentElement.dataset.key);
});

sitting.addEventListener("change", () => {
  known = {};
  replay();
  last = {};
  part("result").hidden = true;
  send();
});

part("end").addEventListener("click", async () => {
  await send();
  if (queue.size) return showConflict(fill(words.not_ended, { number: queue.size }));
  ended = true;
  stopCamera?.();
  forget();
  door.querySelector("main").hidden = true;
  part("hand").hidden = true;
  part("state").textContent = words.ended;
  part("inside").textContent = "";
});

addEventListener("beforeunload", (event) => {
  if (!ended && queue.size) event.preventDefault();
});
addEventListener("online", send);
addEventListener("offline", () => {
  connected = false;
  showState();
});
document.addEventListener("visibilitychange", () => document.hidden || ended || send());
setInterval(() => document.hidden || ended || send(), LOOK);

// The sitting that is going on, else the next one.
const going = [...sitting.options].find((one) => Number(one.dataset.ends) > Date.now() / 1000);
if (going) sitting.value = going.value;
part("page").hidden = false;
part("hand").hidden = false;
showState();
send();
