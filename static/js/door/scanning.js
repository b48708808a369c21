// The camera: tells each code that it sees, once while it stays in view. The browser reads the code where it can; else a library
// does, fetched only then.
const PAUSE = 180; // milliseconds between two looks
const AGAIN = 3000; // the same code counts again after it has been out of view that long
const SIDE = 640; // pixels that the library looks at

async function reader() {
  if ("BarcodeDetector" in window) {
    const formats = await BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
    }
  }
  const { decodeQR } = await import("../../vendor/qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no code in this picture
    }
  };
}

// Starts the camera into `video` and calls `tell(text)` for each code. Throws what the browser says when there is no camera.
export async function scan(video, tell) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("No camera", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  video.srcObject = stream;
  await video.play();
  const read = await reader();
  let last = "";
  let seen = 0;
  let stopped = false;
  const look = async () => {
    if (stopped) return;
    if (!document.hidden && video.videoWidth) {
      const text = await read(video).catch(() => "");
      const now = Date.now();
      if (text && (text !== last || now - seen > AGAIN)) tell(text);
      if (text) {
        last = text;
        seen = now;
      }
    }
    setTimeout(look, PAUSE);
  };
  look();
  return () => {
    stopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
