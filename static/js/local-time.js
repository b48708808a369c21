// Behind a time in the venue's zone, writes the reader's own: in the page's language, Gregorian, with zone and offset.
const language = document.documentElement.lang || "en";
const locale = `${language === "en" ? "en-GB" : language}-u-ca-gregory`; // day before month, as everywhere on this site
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function offset(moment) {
  const minutes = -moment.getTimezoneOffset();
  const two = (n) => String(n).padStart(2, "0");
  const sign = minutes < 0 ? "−" : "+";
  return `UTC${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

const city = zone.split("/").at(-1).replaceAll("_", " ");
const format = new Intl.DateTimeFormat(locale, {
  year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

for (const element of document.querySelectorAll("time[data-local-time]")) {
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.getTime()) || element.dataset.zone === zone) continue;
  const yours = document.createElement("span");
  yours.className = "quiet";
  yours.textContent = ` · ${format.format(moment)} ${city} (${offset(moment)})`;
  element.after(yours);
}
