/**
 * 签名板: gives every `[data-pad]` the canvas of the owners' pages, as soon as it has a size (a dialog's has none).
 */

import { attach } from "../h5/sign/signature.js";

const ready = new WeakSet();
const watch = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    if (!contentRect.width || ready.has(target)) continue;
    ready.add(target);
    attach(target.closest("[data-pad]"));
  }
});

/** Listen once for the whole page. */
export function listenForPads() {
  const look = () => document.querySelectorAll("[data-pad] canvas").forEach((canvas) => watch.observe(canvas));
  document.addEventListener("console:refreshed", look);
  look();
}
