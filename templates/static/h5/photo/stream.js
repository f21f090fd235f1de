/**
 * 摄像头: opens the phone's camera, or says why it cannot, as a reason with a sentence and never as a dead end.
 */

/** Why there is no picture; `reason` is stable, `message` is for the owner. */
export class CameraTrouble extends Error {
  /** @param {keyof typeof SENTENCES} reason */
  constructor(reason) {
    super(SENTENCES[reason]);
    this.name = "CameraTrouble";
    this.reason = reason;
  }
}

const SENTENCES = {
  insecure: "当前打开方式不能直接使用摄像头，请用下面的办法继续。",
  missing: "这个应用里不能直接使用摄像头，请用下面的办法继续。",
  refused: "没有得到使用摄像头的许可，没关系，请用下面的办法继续。",
  no_device: "这台设备没有找到摄像头，请用下面的办法继续。",
  in_use: "摄像头正被其他应用占用，请关掉后再试，或用下面的办法继续。",
  black: "摄像头的画面是黑的，请擦一擦镜头、关掉其他应用后再试，或用下面的办法继续。",
  failed: "摄像头没能打开，请用下面的办法继续。",
};

const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "no_device",
  OverconstrainedError: "no_device",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

const FIRST_FRAME = 6000; // ms; a prompt is answered before this starts

/**
 * @param {"environment"|"user"} facing
 * @param {{width: number, height: number}} [wanted] px; by default the sharpest the camera offers
 * @returns {Promise<MediaStream>} @throws {CameraTrouble}
 */
export async function openCamera(facing, wanted = { width: 3840, height: 2160 }) {
  if (!window.isSecureContext) throw new CameraTrouble("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraTrouble("missing");
  // `ideal`, never `exact`: a laptop at the station has one camera and no facing.
  const video = { facingMode: { ideal: facing }, width: { ideal: wanted.width }, height: { ideal: wanted.height } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    throw new CameraTrouble(REASONS[error.name] || "failed");
  }
}

/** @param {MediaStream|null} stream */
export function closeCamera(stream) {
  for (const track of stream?.getTracks() || []) track.stop();
}

/**
 * Play the stream and wait for a first frame that shows something. Some in-app browsers grant the camera and then
 * deliver nothing, or black, forever.
 * @param {HTMLVideoElement} video @param {MediaStream} stream @throws {CameraTrouble}
 */
export async function playUntilVisible(video, stream) {
  video.srcObject = stream;
  const limit = performance.now() + FIRST_FRAME;
  video.play().catch(() => {}); // autoplay refused: the checks below tell
  let dark = 0;
  while (performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (!stream.active) throw new CameraTrouble("in_use");
    if (video.videoWidth < 2) continue;
    if (!isBlack(video)) return;
    dark += 1;
    // Sensors need a moment to adjust: two seconds of pure black is a fault, a dark room still has noise.
    if (dark > 13) throw new CameraTrouble("black");
  }
  throw new CameraTrouble(dark ? "black" : "failed");
}

/** @param {HTMLVideoElement} video @returns {boolean} no pixel of a small copy is lighter than black noise */
function isBlack(video) {
  const canvas = document.createElement("canvas");
  canvas.width = 32;
  canvas.height = 32;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0, 32, 32);
  return pen.getImageData(0, 0, 32, 32).data.every((value, i) => i % 4 === 3 || value < 10);
}

/** @returns {Promise<boolean>} whether there is a second camera to switch to */
export async function hasTwoCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter((device) => device.kind === "videoinput").length > 1;
}

/** @param {MediaStream} stream @returns {boolean} */
export function hasTorch(stream) {
  return Boolean(stream.getVideoTracks()[0]?.getCapabilities?.().torch);
}

/** @param {MediaStream} stream @param {boolean} on */
export async function setTorch(stream, on) {
  await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
}
