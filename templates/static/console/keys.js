/** 键盘: / search, s scan box, p till, j k ↓ ↑ rows, g h home, ? help. Never while a person writes in a field. */

import { open } from "./dialogs.js";
import { focusScan } from "./scanner.js";

const TEXT = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select";
const GO = 1200; // ms in which `h` may follow `g`
let went = 0;

/** Listen once for the whole page. */
export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const writing = event.target.matches?.(TEXT);
    if (event.key === "Escape" && writing) return event.target.blur();
    if (arrows(event, writing)) return undefined;
    if (writing && !(event.target.matches("[data-scan]") && event.target.value === "" && "/?".includes(event.key))) return undefined;
    return act(event);
  });
  if (location.hash === "#find") search();
}

function act(event) {
  const keys = {
    "?": () => open("keys"),
    "/": () => search(),
    s: () => focusScan(),
    p: () => document.querySelector("[data-till-open]")?.click(),
    j: () => move(1),
    k: () => move(-1),
    g: () => (went = event.timeStamp),
    h: () => event.timeStamp - went < GO && location.assign("/console/"),
  };
  const act = keys[event.key];
  if (!act) return;
  // A scanner types these letters too: wait whether more follow, and let the scanner have them.
  if (/[a-z]/.test(event.key)) return void later(event, act);
  event.preventDefault();
  act();
}

function later(event, act) {
  event.preventDefault();
  let more = false;
  const hear = () => (more = true);
  document.addEventListener("keydown", hear, { once: true, capture: true });
  setTimeout(() => {
    document.removeEventListener("keydown", hear, { capture: true });
    if (!more) act();
  }, 60);
}

/** Arrows also work from the empty scan box, where the cursor usually is. */
function arrows(event, writing) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !document.querySelector("[data-row]")) return false;
  const idle = event.target.matches?.("[data-scan], [data-search]");
  if (writing && !idle) return false;
  event.preventDefault();
  move(step);
  return true;
}

function move(step) {
  const links = [...document.querySelectorAll("[data-row] a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  if (at === 0 && step < 0) return focusScan();
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(at + step, links.length - 1)].focus();
}

function search() {
  const box = document.querySelector("[data-search]");
  if (!box) return location.assign("/console/#find");
  box.focus();
  box.select();
  return undefined;
}
