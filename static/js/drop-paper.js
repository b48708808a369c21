// Is a PDF one of ours, byte for byte? Its SHA-256 is made here and asked for; the file itself is not sent.
const MOST = 20 * 1024 * 1024;

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answerFor(box, file) {
  const words = box.dataset;
  if (file.size > MOST) return { text: words.tooLarge };
  const start = await file.slice(0, 5).text();
  if (start !== "%PDF-") return { text: words.notPdf };
  const response = await fetch(words.url.replace(/0{64}/, await hashOf(file)), { headers: { Accept: "application/json" } });
  if (response.status === 404) return { text: words.unknown };
  if (!response.ok) return { text: words.failed };
  const paper = await response.json();
  const text = words.known.replace("{number}", paper.number).replace("{language}", paper.language).replace("{status}", paper.status_word);
  return { text, address: paper.address, status: paper.status };
}

function show(box, { text, address, status = "" }) {
  const place = box.querySelector("[role=status]");
  place.textContent = text;
  place.dataset.status = status;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = box.dataset.link;
    place.append(" ", link);
  }
}

async function check(box, file) {
  if (!file) return;
  show(box, { text: box.dataset.reading });
  try {
    show(box, await answerFor(box, file));
  } catch {
    show(box, { text: box.dataset.failed });
  }
}

if (globalThis.crypto?.subtle) {
  for (const box of document.querySelectorAll("[data-drop-paper]")) {
    box.hidden = false;
    box.querySelector("input").addEventListener("change", (event) => check(box, event.target.files[0]));
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.dataset.over = "";
    });
    box.addEventListener("dragleave", () => delete box.dataset.over);
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      delete box.dataset.over;
      check(box, event.dataTransfer.files[0]);
    });
  }
}
