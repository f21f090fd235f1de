/**
 * 签署: how many documents are left to read, and the pad once none is.
 *
 * `<div data-kit="signing">` with `[data-paper]` rows (`task_done`: read to its end, as the server remembers), `[data-left]`
 * and `[data-pad]`.
 */

/** @param {HTMLElement} root */
export function attach(root) {
  const unread = root.querySelectorAll("[data-paper]:not(.task_done)");
  unread[0]?.classList.add("task_current");
  root.querySelector("[data-left]").textContent = unread.length ? `还有 ${unread.length} 份没有看完。` : "都看完了，可以签名。";
  root.querySelector("[data-pad]").hidden = unread.length > 0;
  window.dispatchEvent(new Event("resize")); // the pad measures itself now that it is visible
  // What the code is worth is told beside it; that it was sent is no news any more.
  const sent = root.querySelector("[data-sms-sent]");
  if (sent) sent.closest("form").addEventListener("submit", () => (sent.hidden = true));
}

// The papers are no longer those on the screen, or somebody declined: the page anew says so, and where to go on.
const OVER = ["DOC-112", "DOC-116"];
document.addEventListener("form:problem", ({ detail }) => OVER.includes(detail.error.code) && window.location.reload());

// A page that the browser kept from before (back gesture) knows nothing of what was read since.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
