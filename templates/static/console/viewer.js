/**
 * 看图: a dialog over the page with one picture, or two side by side, each with its own zoom, turn and place.
 *
 * `a[data-view="group"]` opens it; links of one group are the pictures of one walk. Keys: ← → picture, + - zoom,
 * r turn, 0 fit, c two side by side, Tab the other side, Esc close.
 */

import { Pane } from "./pane.js";

let dialog = null;
let panes = [];
let active = 0;
let pictures = [];

/** Listen once for the whole page. */
export function listenForViewing() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    view(link);
  });
}

/** @param {HTMLAnchorElement} link */
function view(link) {
  // A link that opens two pictures at once leads to one that is in the walk already.
  const links = [...document.querySelectorAll(`a[data-view="${CSS.escape(link.dataset.view)}"]:not([data-beside])`)];
  pictures = links.map((one) => ({ src: one.href, title: one.dataset.title, boxes: one.querySelector("svg") }));
  dialog ||= build();
  const at = Math.max(0, links.findIndex((one) => one.href === link.href));
  panes[0].show(pictures, at);
  compare(false);
  if (link.dataset.beside) {
    const other = links.findIndex((one) => one.dataset.title === link.dataset.beside);
    if (other >= 0) compare(true, other);
  }
  choose(0);
  dialog.showModal();
  panes[0].box.focus();
  dialog.addEventListener("close", () => link.isConnected && link.focus(), { once: true });
}

function build() {
  const made = document.createElement("dialog");
  made.className = "viewer";
  made.setAttribute("aria-label", "查看影像");
  const stage = Object.assign(document.createElement("div"), { className: "viewer__stage" });
  panes = [new Pane(() => choose(0)), new Pane(() => choose(1))];
  stage.append(panes[0].box, panes[1].box);
  made.append(stage, tools());
  made.addEventListener("keydown", keys);
  made.addEventListener("close", () => panes.forEach((pane) => pane.clear()));
  document.body.append(made);
  return made;
}

const ACTS = [
  ["上一张", "←", () => walk(-1)],
  ["下一张", "→", () => walk(1)],
  ["放大", "+", () => panes[active].zoom(1.25)],
  ["缩小", "-", () => panes[active].zoom(0.8)],
  ["适合窗口", "0", () => panes[active].fit()],
  ["旋转", "r", () => panes[active].turn()],
  ["并排对照", "c", () => compare(panes[1].box.hidden)],
  ["关闭", "Esc", () => dialog.close()],
];

function tools() {
  const bar = Object.assign(document.createElement("div"), { className: "viewer__tools" });
  for (const [words, key, act] of ACTS) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    button.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    button.addEventListener("click", act);
    bar.append(button);
  }
  return bar;
}

function keys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.tagName === "SELECT") return;
  const acts = {
    ArrowLeft: ACTS[0][2],
    ArrowRight: ACTS[1][2],
    ArrowUp: () => panes[active].pan(0, 60),
    ArrowDown: () => panes[active].pan(0, -60),
    "+": ACTS[2][2],
    "=": ACTS[2][2],
    "-": ACTS[3][2],
    0: ACTS[4][2],
    r: ACTS[5][2],
    c: ACTS[6][2],
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function walk(step) {
  const pane = panes[active];
  pane.show(pictures, (pane.at + step + pictures.length) % pictures.length);
}

/** @param {boolean} two @param {number} [other] the picture of the second side */
function compare(two, other) {
  panes[1].box.hidden = !two;
  if (two) panes[1].show(pictures, other ?? (panes[0].at + 1) % pictures.length);
  else panes[1].clear();
  panes[0].fit();
  choose(two ? 1 : 0);
}

function choose(which) {
  active = panes[which].box.hidden ? 0 : which;
  panes.forEach((pane, index) => pane.box.classList.toggle("pane_active", index === active && !panes[1].box.hidden));
}
