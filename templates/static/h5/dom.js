/** 搭页面: makes elements without markup strings, so that no text can ever become HTML. */

/**
 * @param {string} tag @param {Record<string, any>} [traits] properties; `class`, `data-*`, `aria-*` and `role` as attributes
 * @param {...(Node|string|null)} children
 * @returns {any} the element
 */
export function make(tag, traits = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (name === "class" || name === "role" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Open a full-screen panel as a modal dialog: focus stays inside, Escape closes.
 * @param {HTMLDialogElement} dialog
 */
export function openPanel(dialog) {
  document.body.append(dialog);
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", ""); // WeChat before 8.0: no focus trap, but everything works
  document.documentElement.classList.add("panel-open");
}

/** @param {HTMLDialogElement} dialog */
export function closePanel(dialog) {
  document.documentElement.classList.remove("panel-open");
  if (dialog.close) dialog.close();
  dialog.remove();
}
