// Below a venue time, fills in the reader's own: <small data-own-time="…" data-zone="venue" data-words="For you: {time}" hidden>.
const language = document.documentElement.lang || "en";
const locale = `${language === "en" ? "en-GB" : language}-u-ca-gregory`;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function offset(moment) {
  const minutes = -moment.getTimezoneOffset();
  const two = (n) => String(n).padStart(2, "0");
  return `UTC${minutes < 0 ? "−" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

function dayIn(moment, timeZone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(moment);
}

for (const element of document.querySelectorAll("[data-own-time]")) {
  const moment = new Date(element.dataset.ownTime);
  if (Number.isNaN(moment.getTime()) || element.dataset.zone === zone) continue;
  const elsewhere = "withDay" in element.dataset || dayIn(moment, zone) !== dayIn(moment, element.dataset.zone);
  const day = elsewhere ? { day: "numeric", month: "long" } : {};
  const format = new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const city = zone.split("/").at(-1).replaceAll("_", " ");
  element.textContent = element.dataset.words.replace("{time}", `${format.format(moment)} ${city} (${offset(moment)})`);
  element.hidden = false;
}
