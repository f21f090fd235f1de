/**
 * 提示: sentences the page says to its owner: beside a field, at the top, or as the offline strip.
 *
 * Everything is written with textContent, so a sentence from the server can never become markup. The top region is
 * `[data-notices]` (aria-live) in `_base.html`; a field is `[data-field=name]` holding `.field-error`.
 */
import { Problem, Unreachable } from "./api.js";

const OFFLINE = "网络已断开，恢复后会自动继续";

/**
 * Put one sentence at the top of the page; it replaces the one before it.
 * @param {string} sentence @param {{tone?: "error"|"ok"|"info", focus?: boolean}} [how]
 */
export function notify(sentence, { tone = "info", focus = false } = {}) {
  const region = document.querySelector("[data-notices]");
  if (!region) return;
  const box = document.createElement("div");
  box.className = `notice notice_${tone}`;
  box.tabIndex = -1;
  if (tone === "error") box.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = sentence;
  box.append(text);
  region.replaceChildren(box);
  if (focus) box.focus();
}

/** Take the top sentence away. */
export function clearNotices() {
  document.querySelector("[data-notices]")?.replaceChildren();
}

/** @param {ParentNode} scope remove the sentences beside its fields */
export function clearFieldErrors(scope) {
  for (const row of scope.querySelectorAll("[data-field].field_wrong")) clearField(row);
}

/** @param {Element} row */
function clearField(row) {
  row.classList.remove("field_wrong");
  const said = row.querySelector(".field-error");
  if (said) said.textContent = "";
  for (const input of row.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

/**
 * Say a sentence beside a field and move the focus there.
 * @param {ParentNode} scope @param {string} name @param {string} sentence
 * @returns {boolean} false when the page has no such field
 */
export function sayBeside(scope, name, sentence) {
  const row = scope.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const said = row?.querySelector(".field-error");
  if (!said) return false;
  row.classList.add("field_wrong");
  said.textContent = sentence;
  const input = row.querySelector("input:not([type=hidden]), select, textarea, canvas, button");
  input?.setAttribute("aria-invalid", "true");
  input?.focus();
  row.addEventListener("input", () => clearField(row), { once: true });
  return true;
}

/**
 * Show what went wrong where it belongs: beside its field, else at the top with the focus.
 * @param {unknown} error @param {ParentNode} [scope]
 */
export function showProblem(error, scope = document) {
  if (error?.name === "AbortError") return;
  if (error instanceof Unreachable) return notify(OFFLINE, { tone: "info" });
  if (!(error instanceof Problem)) {
    notify("页面出了点问题，请刷新后再试，已提交的内容都还在。", { tone: "error", focus: true });
    throw error; // ours: let the browser's console have it
  }
  if (error.field && sayBeside(scope, error.field, error.message)) return clearNotices();
  return notify(error.message, { tone: "error", focus: true });
}

/**
 * Mark a button busy while work is under way: it keeps its size, cannot be tapped twice, and says so to a screen reader.
 * @template T @param {HTMLButtonElement|null} button @param {() => Promise<T>} work @returns {Promise<T|undefined>}
 */
export async function whileBusy(button, work) {
  if (button?.getAttribute("aria-busy") === "true") return undefined;
  button?.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

/** Show the offline strip while the phone or a waiting request says the network is gone. */
export function watchNetwork() {
  const strip = document.querySelector("[data-offline]");
  if (!strip) return;
  const show = (lost) => {
    strip.textContent = lost ? OFFLINE : "";
    strip.hidden = !lost;
  };
  window.addEventListener("offline", () => show(true));
  window.addEventListener("online", () => show(false));
  document.addEventListener("net:lost", () => show(true));
  document.addEventListener("net:back", () => show(false));
  if (navigator.onLine === false) show(true);
}
