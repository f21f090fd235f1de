/** 打印: `<button data-kit="print">`. */

/** @param {HTMLButtonElement} button */
export function attach(button) {
  button.addEventListener("click", () => window.print());
}
