/** 进度: while the page shows something under way (`data-going`), it is looked at again. */

import { refresh } from "./refresh.js";

const EVERY = 1500; // ms
let waiting = false;

/** Begin to watch, also for what an action on the page starts; rests when nothing is under way any more. */
export function watchProgress() {
  document.addEventListener("console:refreshed", look);
  look();
}

function look() {
  if (waiting || !document.querySelector("[data-going]")) return;
  waiting = true;
  setTimeout(async () => {
    waiting = false;
    await refresh().catch(() => undefined);
    look(); // a refresh that failed told nobody
  }, EVERY);
}
