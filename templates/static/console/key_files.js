/** 密钥文件: a file chosen at `input[data-fills]` is read here and put into that text box; it is sent only with the form. */

const LARGEST = 20000; // bytes: the largest key or chain of certificates by far

/** Listen once for the whole page. */
export function listenForKeyFiles() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-fills]") && event.target.files[0]) read(event.target);
  });
  document.addEventListener("input", (event) => {
    if (event.isTrusted && event.target.matches("textarea")) event.target.setCustomValidity("");
  });
}

/** @param {HTMLInputElement} input `data-fills` names the box */
async function read(input) {
  const file = input.files[0];
  const box = document.getElementById(input.dataset.fills);
  const text = file.size <= LARGEST ? await file.text() : "";
  // Binary forms (DER, PFX) are no text; the gateway would only say that this is no key.
  const readable = text !== "" && !text.includes("\uFFFD") && !text.includes("\0");
  box.value = readable ? text.trim() : "";
  box.setCustomValidity(readable ? "" : "请选择 PEM 文本格式的密钥文件，不超过 20 KB。");
  box.reportValidity();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  input.value = "";
}
