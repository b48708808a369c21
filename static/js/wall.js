// The code on the wall renews itself: the same page is asked for again as soon as its code has been followed by another.
const wall = document.querySelector("[data-wall]");
const old = wall.querySelector("[data-wall-old]");
const SLOW = 20000; // milliseconds, while no code is shown or there is no connection

const wait = (part) => (part.dataset.seconds ? Number(part.dataset.seconds) * 1000 + 400 : SLOW);

async function renew() {
  const part = wall.querySelector("[data-wall-part]");
  let pause = SLOW;
  try {
    const reply = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.querySelector("[data-wall-part]");
    if (!reply.ok || !fresh) throw new TypeError(String(reply.status));
    part.replaceWith(fresh);
    old.hidden = true;
    pause = wait(fresh);
  } catch {
    old.hidden = false;
    pause = 3000;
  }
  setTimeout(renew, pause);
}

setTimeout(renew, wait(wall.querySelector("[data-wall-part]")));
