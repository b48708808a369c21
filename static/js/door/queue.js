// What a phone at the door has seen and not sent yet. Kept in the browser's storage, so that a closed page loses nothing; it holds
// random keys and times, or a code that was scanned, and no name. Without storage it waits in memory.
const NAME = "icrweb-door-";

export class Queue {
  constructor(seminar) {
    this.prefix = `${NAME}${seminar}-`;
    this.scans = new Map();
    try {
      for (const name of Object.keys(localStorage).filter((one) => one.startsWith(this.prefix))) {
        const scan = JSON.parse(localStorage.getItem(name));
        this.scans.set(scan.key, scan);
      }
    } catch {
      // Storage is switched off.
    }
  }

  get size() {
    return this.scans.size;
  }

  put(scan) {
    this.scans.set(scan.key, scan);
    try {
      localStorage.setItem(this.prefix + scan.key, JSON.stringify(scan));
    } catch {
      // Storage is full or switched off.
    }
  }

  drop(key) {
    this.scans.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // Nothing is stored.
    }
  }

  // A mistake: it waits on, marked, because the server may have it already without our knowing. A new object, so that what is on its
  // way can be told from it.
  takeBack(key) {
    const scan = this.scans.get(key);
    if (scan) this.put({ ...scan, taken_back: true });
    return scan;
  }

  // What is yet to be counted, oldest first.
  get waiting() {
    return this.inOrder().filter((one) => !one.taken_back);
  }

  inOrder() {
    return [...this.scans.values()].sort((one, other) => one.at - other.at);
  }

  // The oldest scans of one sitting: the server takes one sitting at a time.
  next(most) {
    const waiting = this.inOrder();
    return waiting.filter((one) => one.sitting === waiting[0].sitting).slice(0, most);
  }
}

// Random, also where the page came over plain http and the browser has no randomUUID.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
