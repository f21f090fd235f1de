/**
 * 扫码枪: a scanner is a keyboard that types very fast and ends with Enter.
 *
 * A burst typed anywhere (gaps under 50 ms, 8 letters or more) is taken out of whatever had the focus and treated as an
 * access code. The scan box itself also takes what a person types.
 */

import { actionKey, call } from "../h5/api.js";
import { currentTransfer } from "./forms.js";
import { quietFor } from "./live.js";
import { explain, toast } from "./notices.js";
import { busy, refresh, standIn } from "./refresh.js";

const GAP = 50; // ms between keys; people do not type 8 letters at 20 a second
const PREFIX = "CWT:"; // what every QR of a code begins with; nobody types it by chance
const PREFIXED_GAP = 1000; // ms: a busy computer may hand the rest over late
const SHORTEST = 8;
const SIDES = { seller: "卖方", buyer: "买方" };

let burst = "";
let last = 0;
let before = null; // the focused field and its value when the burst began
let sending = false;
let divert = () => false; // (text) => whether somebody else took it

/** Listen once for the whole page. */
export function listenForScans() {
  document.addEventListener("keydown", hear, true);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-scan-form]")) return;
    event.preventDefault();
    const input = event.target.querySelector("[data-scan]");
    if (input.value.trim()) take(input.value, input);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-open-transfer]");
    if (button) openTransfer(button);
  });
  // Back from another window, the next scan must not be lost; a person who tabbed elsewhere is left alone.
  window.addEventListener("focus", () => document.activeElement === document.body && focusScan());
}

/** Let another window have what is scanned while it wants it. @param {(text: string) => boolean} takes */
export function divertScans(takes) {
  divert = takes;
}

/** Put the cursor into the scan box of this page. */
export function focusScan() {
  document.querySelector("main [data-scan], [data-scan]")?.focus();
}

/** @param {KeyboardEvent} event */
function hear(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const now = event.timeStamp;
  const quick = now - last < (burst.toUpperCase().startsWith(PREFIX) ? PREFIXED_GAP : GAP);
  if (event.key === "Enter") {
    const text = burst;
    burst = "";
    const box = event.target.matches?.("[data-scan]") ? event.target : null;
    // What stands in the box counts, unless keys fell beside it: then the burst knows more.
    if (!quick || text.length < SHORTEST || box?.value.length >= text.length) return;
    event.preventDefault();
    event.stopPropagation();
    giveBack();
    if (divert(text)) return;
    take(text, box || document.querySelector("[data-scan]"));
    return;
  }
  const letter = letterOf(event);
  if (!letter) return;
  if (!quick) {
    burst = "";
    const field = event.target;
    before = field.matches?.("input:not([data-scan]), textarea") ? { field, value: field.value } : null;
  }
  burst += letter;
  last = now;
}

/** Take the code out of the field it was typed into; a refresh in mid-scan has carried it into a new one. */
function giveBack() {
  const field = before && standIn(before.field);
  if (field) field.value = before.value;
}

/** With a Chinese input method on, the key is "Process" and only the code tells which one it was. */
function letterOf(event) {
  if (event.key.length === 1) return event.key;
  if (event.key !== "Process") return "";
  const named = { Minus: "-", Semicolon: ":", Slash: "/", Period: "." };
  return /^(Key|Digit)/.test(event.code) ? event.code.slice(-1) : named[event.code] || "";
}

/** Send a code to the server and go where it leads. @param {string} text @param {HTMLInputElement} input */
async function take(text, input) {
  if (sending) return;
  sending = true;
  input?.setAttribute("aria-busy", "true");
  if (input) input.value = text.trim();
  try {
    const transfer = wantsCode() ? currentTransfer() : "";
    quietFor(transfer);
    const answer = await call("/console/api/codes", { json: { code: text.trim(), transfer }, key: actionKey() });
    const box = standing(input);
    if (box) box.value = "";
    await arrived(answer);
  } catch (error) {
    standing(input)?.select();
    wrong(error, standing(input));
  } finally {
    sending = false;
    standing(input)?.removeAttribute("aria-busy");
  }
}

/** The box itself, or the one that a refresh has put in its place meanwhile. */
function standing(input) {
  return input && !input.isConnected ? document.querySelector("[data-live] [data-scan]") : input;
}

function wantsCode() {
  return document.querySelector("[data-transfer]")?.dataset.can.split(" ").includes("take_code");
}

async function arrived(answer) {
  quietFor(answer.transfer);
  const side = SIDES[answer.side];
  if (answer.transfer === currentTransfer()) {
    await refresh();
    toast(side ? `已接收${side}资料。` : "这个接入码的资料已在本业务中。", side ? "ok" : "note");
    return;
  }
  if (document.querySelector("[data-transfer]") && busy()) {
    toast(`已接收${side || ""}资料。本页有未保存的内容，保存后再打开。`, "ok", { href: answer.go, label: "打开业务" });
    return;
  }
  location.assign(answer.go);
}

function wrong(error, input) {
  const known = error.body?.facts?.transfer;
  if (known) return toast(error.message, "stop", { href: `/console/transfers/${known}`, label: "打开那笔业务", small: error.code });
  const say = document.getElementById("scan-say");
  if (say && input?.id === "scan" && error.status && error.status !== 401) {
    say.textContent = error.message;
    say.classList.add("is-wrong");
    say.setAttribute("role", "alert");
  }
  return explain(error);
}

async function openTransfer(button) {
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await call("/console/api/transfers", { json: {}, key: actionKey() });
    location.assign(answer.go);
  } catch (error) {
    button.removeAttribute("aria-busy");
    explain(error);
  }
}
