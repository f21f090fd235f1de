/**
 * 实时更新: `<div data-kit="live" data-url="…/events">` shows the page anew when the server says something changed;
 * with `data-go` it goes there instead. Never while somebody types or holds a dialog open: then it waits.
 */
const CALM = 600; // ms: one change often sends several messages

/** @param {HTMLElement} root */
export function attach(root) {
  if (!window.EventSource) return;
  const source = new EventSource(root.dataset.url);
  let timer = 0;
  const show = () => {
    if (document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea, select")) {
      timer = setTimeout(show, 2000);
      return;
    }
    source.close();
    if (root.dataset.go) window.location.assign(root.dataset.go);
    else window.location.reload();
  };
  source.addEventListener("message", () => {
    clearTimeout(timer);
    timer = setTimeout(show, CALM);
  });
  // An open stream keeps the old page alive in the browser's back memory, and a connection busy.
  window.addEventListener("pagehide", () => source.close());
}
