/** 进度: while the page shows something under way (`data-going`), it is looked at again. */

import { refresh } from "./refresh.js";

const EVERY = 1500; // ms

/** Begin to watch; ends by itself when nothing is under way any more. */
export function watchProgress() {
  if (!document.querySelector("[data-going]")) return;
  setTimeout(async () => {
    await refresh().catch(() => undefined);
    watchProgress();
  }, EVERY);
}
