/**
 * 先到先记: a tap on a form before its part is alive (a slow line) is kept and sent once it is, never lost and never sent
 * as a plain form that the server would refuse. `_base.html` loads this module with blocking="render".
 */
const waiting = new Map(); // form -> the button that was pressed

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.kit || form.dataset.kitReady === "yes") return;
  event.preventDefault();
  event.stopPropagation();
  waiting.set(form, event.submitter);
}, true);

/** Send what was pressed too early; boot.js calls it when every part is alive. */
export function letGo() {
  for (const [form, submitter] of waiting) form.requestSubmit ? form.requestSubmit(submitter) : submitter?.click();
  waiting.clear();
}
