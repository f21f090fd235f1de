/** 查找车型: what is typed into `input[data-models]` is looked up; the list it controls shows what was found. */

const PAUSE = 200; // ms without a key: the clerk stopped typing
let waiting;
let latest = 0;

/** Listen once for the whole page. */
export function listenForModels() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-models]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE, event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !event.target.matches?.("[data-models]")) return;
    event.preventDefault();
    listOf(event.target).querySelector("button")?.focus();
  });
}

const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));

/** @param {HTMLInputElement} input `data-models` is the address that answers with lines of the list */
async function look(input) {
  const mine = (latest += 1);
  const text = input.value.trim();
  const response = text && (await fetch(`${input.dataset.models}?text=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } }).catch(() => null));
  // An answer that was overtaken by a later question, or by the login page, shows nothing.
  if (mine !== latest || response?.redirected || response === null) return;
  const lines = response ? new DOMParser().parseFromString(await response.text(), "text/html").body.children : [];
  listOf(input).replaceChildren(...lines);
}
