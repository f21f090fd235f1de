/**
 * 签署: the list of documents with what is read, how many are left, and the pad once none is.
 *
 * `<div data-kit="signing" data-set data-version>` with `[data-paper=id]` rows, `[data-left]`, `[data-pad]` and the hidden
 * input `[data-seen]` that tells the server which documents were read.
 */
import { seenOf } from "./seen.js";

/** @param {HTMLElement} root */
export function attach(root) {
  const seen = seenOf(root.dataset.set, root.dataset.version);
  const papers = Array.from(root.querySelectorAll("[data-paper]"));
  const read = papers.filter((paper) => seen.includes(paper.dataset.paper));
  for (const paper of read) {
    paper.classList.add("task_done");
    paper.querySelector("[data-paper-state]").textContent = "已看完";
  }
  papers.find((paper) => !read.includes(paper))?.classList.add("task_current");
  const left = papers.length - read.length;
  root.querySelector("[data-left]").textContent = left ? `还有 ${left} 份没有看完。` : "都看完了，可以签名。";
  root.querySelector("[data-pad]").hidden = left > 0;
  root.querySelector("[data-seen]").value = JSON.stringify(read.map((paper) => paper.dataset.paper));
  window.dispatchEvent(new Event("resize")); // the pad measures itself now that it is visible
}
