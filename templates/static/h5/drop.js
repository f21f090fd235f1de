/**
 * 拖放文件: a form with one file input takes a file that is dropped on it, and sends itself. Without this script the
 * form still works: choose a file, press the button.
 *
 * `data-largest`: the most bytes that the server takes; more is refused here, before it is sent for nothing.
 */
import { notify } from "./notices.js";

/** @param {HTMLFormElement} form */
export function attach(form) {
  const input = form.querySelector("input[type=file]");
  const hint = form.querySelector("[data-drop-hint]");
  // A finger drags no files; a mouse does.
  if (hint && matchMedia("(pointer: fine)").matches) hint.hidden = false;

  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("drop_over");
  };
  form.addEventListener("dragenter", over);
  form.addEventListener("dragover", over);
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("drop_over"));
  // A file dropped beside the form would make the browser leave the page.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (file && file.size > Number(form.dataset.largest)) {
      event.preventDefault();
      notify("文件超过 10 MB，本平台的文书没有这么大。请选择从平台下载的 PDF 文件。", { tone: "error" });
      return;
    }
    form.querySelector("button").textContent = "正在核对…";
  });
  document.querySelector("[data-verdict]")?.focus();
}
