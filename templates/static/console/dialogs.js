/** 对话框: `data-opens="id"` opens a dialog, `data-closes` closes the one around it, `data-preset` fills a reason. */

/** Listen once for the whole page. */
export function listenForDialogs() {
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-opens], [data-closes], [data-preset]");
    if (!target) return;
    if (target.dataset.opens) open(target.dataset.opens);
    else if (target.dataset.preset) fill(target);
    else target.closest("dialog").close();
  });
}

/** @param {string} id @returns {HTMLDialogElement} */
export function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog.open) dialog.showModal();
  return dialog;
}

/** @param {HTMLElement} preset a suggested wording beside the input it belongs to */
function fill(preset) {
  const input = preset.closest(".field, fieldset, td, li, form").querySelector("textarea, input[type=text]");
  input.value = preset.dataset.preset;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

/**
 * Ask yes or no. @param {string} question @param {string} [label] of the button that says yes
 * @returns {Promise<boolean>}
 */
export function confirmed(question, label = "确定") {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const text = Object.assign(document.createElement("p"), { textContent: question });
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog__end";
  for (const [value, words, kind] of [["", "返回", "button"], ["yes", label, "button button_primary"]]) {
    form.append(Object.assign(document.createElement("button"), { value, textContent: words, className: kind, autofocus: value === "yes" }));
  }
  dialog.append(text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
