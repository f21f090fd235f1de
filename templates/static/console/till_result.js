/** 收款结果: the sound, the voice and the receipt; what this desk prefers is remembered in this browser. */

import { toast } from "./notices.js";

const KEPT = "cwt-till-";
const USUAL = { sound: "on", print: "on", paper: "80" };
let ears = null; // the audio context, made when first needed: browsers forbid it before a person touched the page

const choice = (name) => localStorage.getItem(KEPT + name) || USUAL[name];

/** Show what was chosen. @param {Element} root */
export function showChoices(root) {
  window.speechSynthesis?.getVoices(); // the first call has them loaded for the second
  for (const field of root.querySelectorAll("[data-till-keep]")) {
    const value = choice(field.dataset.tillKeep);
    field.checked = field.type === "radio" ? field.value === value : value === "on";
  }
}

/** Remember a choice. @param {HTMLInputElement} field */
export function keepChoices(field) {
  if (!field.matches?.("[data-till-keep]")) return;
  localStorage.setItem(KEPT + field.dataset.tillKeep, field.type === "radio" ? field.value : field.checked ? "on" : "off");
}

/** Two rising tones, then the sentence aloud where the computer has a Chinese voice. @param {string} sentence */
export function ring(sentence) {
  if (choice("sound") !== "on") return;
  try {
    beep();
  } catch {
    // No loudspeaker: the big tick says it.
  }
  const voice = window.speechSynthesis?.getVoices().find((one) => one.lang.replace("_", "-").startsWith("zh"));
  if (!voice || !sentence) return;
  const words = new SpeechSynthesisUtterance(sentence);
  Object.assign(words, { lang: "zh-CN", voice });
  setTimeout(() => window.speechSynthesis.speak(words), 450);
}

/** Stop speaking. */
export function hush() {
  window.speechSynthesis?.cancel();
}

function beep() {
  ears ||= new AudioContext();
  for (const [at, pitch] of [[0, 880], [0.16, 1318]]) {
    const tone = ears.createOscillator();
    const loud = ears.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.25, ears.currentTime + at);
    loud.gain.exponentialRampToValueAtTime(0.001, ears.currentTime + at + 0.3);
    tone.connect(loud).connect(ears.destination);
    tone.start(ears.currentTime + at);
    tone.stop(ears.currentTime + at + 0.3);
  }
}

/** Print the receipt of an order in a frame of its own. @param {string} order @param {boolean} [wanted] by a click */
export function printReceipt(order, wanted = false) {
  if (!wanted && choice("print") !== "on") return;
  document.querySelector(".till-paper")?.remove();
  const frame = Object.assign(document.createElement("iframe"), { className: "till-paper", title: "收据", src: `/console/till/receipts/${order}?paper=${choice("paper")}` });
  frame.addEventListener("load", () => {
    if (!frame.contentDocument?.querySelector(".receipt")) return toast("收据没有打开，请到收费单重新打印。", "ask");
    // After the sound: the browser's print window holds the page still.
    setTimeout(async () => {
      await frame.contentDocument?.fonts.ready;
      frame.contentWindow?.print();
    }, 1200);
    return undefined;
  });
  document.body.append(frame);
}
