/**
 * 大字版: larger type for older owners, remembered on this phone.
 *
 * The cookie `big_type=1` lets the server put the class on `<html>` before the first paint; localStorage repairs the
 * cookie when WeChat has dropped it. `_base.html` loads this module with blocking="render" so the size never jumps.
 */

const YEAR = 365 * 24 * 60 * 60; // seconds
const root = document.documentElement;

/** @returns {boolean} */
export function isBigType() {
  return root.classList.contains("big-type");
}

/** @param {boolean} on */
export function setBigType(on) {
  root.classList.toggle("big-type", on);
  document.cookie = `big_type=${on ? 1 : 0}; Max-Age=${YEAR}; Path=/; SameSite=Lax`;
  try {
    localStorage.setItem("big_type", on ? "1" : "0");
  } catch {
    // Private windows refuse storage; the cookie is enough.
  }
  window.dispatchEvent(new Event("resize")); // canvases measure themselves again
}

/** Apply what was remembered when the server's cookie is missing. */
function restore() {
  if (/(^|; )big_type=/.test(document.cookie)) return;
  try {
    if (localStorage.getItem("big_type") === "1") setBigType(true);
  } catch {
    // Nothing remembered: the ordinary size.
  }
}

/** Make the header's toggle work. */
export function attachBigType() {
  for (const button of document.querySelectorAll("[data-big-type]")) {
    const show = () => {
      button.textContent = isBigType() ? "标准字" : "大字版";
      button.setAttribute("aria-pressed", String(isBigType()));
    };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      setBigType(!isBigType());
      show();
    });
  }
}

restore();
