/**
 * 采集接入码: the code on the last page: how long it still holds, copy, and the screen kept awake for the scanner.
 *
 * `<section data-kit="access-code" data-expires="2026-01-02T03:04:05Z">` with `[data-code-left]` (countdown),
 * `[data-code-copy]` (button, data-text), `[data-code-expired]` (shown when it no longer holds). Macro `access_code`.
 */
import { copyText } from "./share.js";

/** @param {HTMLElement} root */
export function attach(root) {
  const ends = Date.parse(root.dataset.expires);
  const left = root.querySelector("[data-code-left]");
  const expired = root.querySelector("[data-code-expired]");
  let timer = 0;

  const tick = () => {
    const remaining = ends - Date.now();
    if (remaining <= 0) {
      clearInterval(timer);
      left.textContent = "已过期";
      root.classList.add("code_expired");
      if (expired) expired.hidden = false;
      root.dispatchEvent(new CustomEvent("code:expired", { bubbles: true }));
      return;
    }
    const sentence = `还有 ${spell(remaining)}有效`;
    if (left.textContent !== sentence) left.textContent = sentence;
  };
  if (Number.isFinite(ends)) {
    timer = setInterval(tick, 1000);
    tick();
  }
  const copy = root.querySelector("[data-code-copy]");
  copy?.addEventListener("click", () => copyText(copy.dataset.text, copy));
  stayAwake();
}

/** @param {number} ms @returns {string} the two largest units: 2 天 3 小时, 4 小时 5 分, 6 分 7 秒 */
export function spell(ms) {
  const seconds = Math.ceil(ms / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `${days} 天 ${hours} 小时`;
  if (hours) return `${hours} 小时 ${minutes} 分`;
  return minutes ? `${minutes} 分 ${seconds % 60} 秒` : `${seconds} 秒`;
}

/** A dimmed screen cannot be scanned; where the phone allows it, this page keeps it lit. */
function stayAwake() {
  if (!navigator.wakeLock) return;
  const ask = () => document.hidden || navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}
