/**
 * 连拍: shows one instruction after another and takes frames with their times while a person follows them.
 */
import { crop } from "../photo/picture.js";

const QUALITY = 0.82;

/** The capture was interrupted; `message` is for the owner. */
export class Interrupted extends Error {}

/**
 * @typedef {object} Step
 * @property {string} action front, turn_left, turn_right, nod or closer
 * @property {string} say @property {number} starts_ms @property {number} ends_ms
 */

/**
 * Take frames until the last step is over.
 * @param {HTMLVideoElement} video
 * @param {{steps: Step[], every_ms: number, longest_edge: number}} plan
 * @param {{step: (step: Step) => void, progress: (share: number) => void, signal: AbortSignal}} watch
 * @returns {Promise<{t_ms: number, step: number, blob: Blob}[]>} @throws {Interrupted}
 */
export async function takeFrames(video, plan, watch) {
  const frames = [];
  const begun = performance.now();
  const ends = plan.steps[plan.steps.length - 1].ends_ms;
  let shown = -1;
  for (let due = 0; due < ends; due += plan.every_ms) {
    await until(begun + due, () => {
      const late = performance.now() - begun;
      const place = stepAt(plan.steps, late);
      if (place !== shown) watch.step(plan.steps[(shown = place)]);
      const { starts_ms: from, ends_ms: to } = plan.steps[place];
      watch.progress(Math.min(1, (late - from) / (to - from)));
    }, watch.signal);
    if (document.hidden || video.paused || !video.videoWidth) throw new Interrupted("拍摄中断了，请不要切换应用，重新拍摄。");
    const part = { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight };
    const now = Math.round(performance.now() - begun);
    const canvas = crop(video, part, plan.longest_edge);
    // Encoding goes on beside the next frame; a phone that is busy takes that one a little later, and says so.
    const blob = new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    frames.push({ t_ms: now, step: stepAt(plan.steps, now), blob });
  }
  for (const frame of frames) frame.blob = await frame.blob;
  if (frames.some((frame) => !frame.blob)) throw new Interrupted("手机内存不足，请关掉其他应用后重新拍摄。");
  return frames;
}

/** @param {Step[]} steps @param {number} ms @returns {number} the place of the step at that time */
function stepAt(steps, ms) {
  const place = steps.findIndex((step) => ms < step.ends_ms);
  return place < 0 ? steps.length - 1 : place;
}

/**
 * Wait for a moment of performance.now(), calling `tick` at every repaint.
 * @param {number} moment @param {() => void} tick @param {AbortSignal} signal
 */
function until(moment, tick, signal) {
  return new Promise((resolve, reject) => {
    // A hidden page repaints no more: the timer still finds out.
    const timer = setTimeout(() => finish(resolve), Math.max(0, moment - performance.now()) + 40);
    let frame = requestAnimationFrame(look);
    signal.addEventListener("abort", stopped, { once: true });
    function look() {
      tick();
      if (performance.now() >= moment) finish(resolve);
      else frame = requestAnimationFrame(look);
    }
    function stopped() {
      finish(() => reject(new DOMException("stopped", "AbortError")));
    }
    function finish(then) {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      signal.removeEventListener("abort", stopped);
      then();
    }
    if (signal.aborted) stopped();
  });
}

/** @param {Blob} blob @returns {Promise<string>} Base64 without a prefix */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1]);
    reader.onerror = () => reject(new Interrupted("画面没能读出，请重新拍摄。"));
    reader.readAsDataURL(blob);
  });
}
