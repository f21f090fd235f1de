/** 查找车型: what is typed into `input[data-models]` is looked up; the list it controls shows what was found. */

const PAUSE = 200; // ms without a key: the clerk stopped typing
let waiting;
let latest = 0;
let typed = "";

/** Listen once for the whole page. */
export function listenForModels() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-models]")) return;
    typed = event.target.value.trim();
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !event.target.matches?.("[data-models]")) return;
    event.preventDefault();
    listOf(event.target).querySelector("button")?.focus();
  });
  document.addEventListener("submit", (event) => {
    // A model was chosen: the search is over.
    if (event.target.querySelector("[data-models-found]")) typed = "";
  });
  // A page that was fetched anew knows nothing of a search that goes on.
  document.addEventListener("console:refreshed", () => typed && look());
}

const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));

async function look() {
  const input = document.querySelector("[data-models]");
  if (!input) return;
  const mine = (latest += 1);
  input.value ||= typed;
  const lines = typed ? await linesFor(`${input.dataset.models}?text=${encodeURIComponent(typed)}`) : [];
  // An answer that was overtaken by a later question shows nothing.
  if (lines && mine === latest) listOf(input).replaceChildren(...lines);
}

/** @param {string} address @returns {Promise<Element[]|null>} nothing when there was no answer, or the login page */
async function linesFor(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  return [...new DOMParser().parseFromString(await response.text(), "text/html").body.children];
}
