/**
 * 实时更新: `<div data-kit="live" data-url="…/events">` shows the page anew when the server says something changed;
 * with `data-go` it goes there instead. Never while somebody types or holds a dialog open: then it waits.
 *
 * `data-stamp` says which state the page shows: what changed before the line was up was announced to nobody, so once it
 * is up the page asks whether the stamp is still the same. With `data-only-changes` it asks so at every message: where
 * looking itself makes news (a payment that is asked about), a page that went by each of them would reload for ever.
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
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, CALM);
  };
  const changes = "onlyChanges" in root.dataset;
  source.addEventListener("message", async () => (!changes || (await isOld(root))) && soon());
  source.addEventListener("ready", async () => (await isOld(root)) && soon());
  // An open stream keeps the old page alive in the browser's back memory, and a connection busy.
  window.addEventListener("pagehide", () => source.close());
}

/** @param {HTMLElement} root @returns {Promise<boolean>} whether the server would show another state now */
async function isOld(root) {
  if (!root.dataset.stamp) return false;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    return fresh.querySelector('[data-kit="live"]')?.dataset.stamp !== root.dataset.stamp;
  } catch {
    return false; // the line broke again: the next "ready" asks again
  }
}
