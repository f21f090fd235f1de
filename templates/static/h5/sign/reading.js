/**
 * 阅读文书: tells the server that a document was read once its end was on the screen and every page had loaded.
 *
 * `<div data-kit="reading" data-api [data-open]>` (open: still to be signed) with `[data-sheet]` images and `[data-end]` below them;
 * `[data-read-done]` is the button that leads back to the list. The end can take the focus, so Tab or End reaches it too.
 */
import { callPatiently } from "../api.js";
import { notify, showProblem } from "../notices.js";

/** @param {HTMLElement} root */
export function attach(root) {
  const button = window.document.querySelector("[data-read-done]");
  const sheets = Array.from(root.querySelectorAll("[data-sheet]"));
  const end = root.querySelector("[data-end]");
  let reached = false;
  let told = false;

  const check = async () => {
    if (told || !reached || !sheets.every((image) => image.complete && image.naturalWidth > 0)) return;
    told = true;
    try {
      if ("open" in root.dataset) await callPatiently(root.dataset.api, { json: {} });
    } catch (error) {
      showProblem(error);
      return;
    }
    button.textContent = "已看完，返回";
    button.classList.replace("weui-btn_default", "weui-btn_primary");
  };
  const arrive = () => {
    reached = true;
    check();
  };
  for (const image of sheets) {
    image.addEventListener("load", check);
    image.addEventListener("error", () => notify("有一页没有打开，请检查网络后刷新。", { tone: "error" }));
  }
  end.addEventListener("focus", arrive);
  new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && arrive()).observe(end);
}
