/**
 * 刷新: fetches this page again and swaps its `data-live` parts, keeping what the clerk typed and where they were.
 *
 * A field that the clerk changed keeps the clerk's text; where the server's value changed meanwhile too, the field says
 * so and shows the latest value beside it.
 */

let last = Promise.resolve();

/** @returns {boolean} whether something typed, or an open dialog, would be disturbed by a swap */
export function busy() {
  // The payment window stands outside the live parts and follows by itself (till.js).
  return Boolean(document.querySelector("dialog[open]:not([data-till])")) || dirtyFields().length > 0;
}

/** @returns {HTMLInputElement[]} fields below `data-live` whose value is not what the server sent */
export function dirtyFields() {
  return [...document.querySelectorAll("[data-live] :is(input, textarea, select)[name]")].filter(isDirty);
}

function isDirty(field) {
  if (field.type === "hidden" || field.hasAttribute("data-search")) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

// The box of the top bar is never swapped; those in the page have no name, as they belong to no form's data.
const scanFields = () => [...document.querySelectorAll("[data-live] [data-scan]")];
const scanKey = (field) => field.id || field.getAttribute("aria-label");
const formKey = (form) => form?.dataset.form || form?.dataset.post || "";
const keyOf = (field) => [field.form?.dataset.form || "", field.name, ["radio", "checkbox"].includes(field.type) ? field.value : ""].join("|");
const sentBy = (field) => {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value;
};

/** Fetch and swap. @param {{drop?: HTMLFormElement}} [options] `drop`: a form just sent, whose texts are done with */
export function refresh(options = {}) {
  // One after another: a swap under way may have been fetched before what the caller wants to see was saved.
  last = last.catch(() => undefined).then(() => swap(options.drop));
  return last;
}

/** When no swap is under way any more. */
export const settled = () => last.catch(() => undefined);

async function swap(drop) {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (response.redirected && new URL(response.url).pathname === "/console/login") return location.assign(response.url);
  if (!response.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const done = drop && formKey(drop);
  const kept = dirtyFields().filter((field) => !drop || formKey(field.form) !== done).map(remember);
  // From here to the end nothing waits: keys of a scanner that fall into this moment reach the new field.
  const codes = new Map(scanFields().map((field) => [scanKey(field), field.value]));
  const focus = focusMark();
  // A dialog that was opened while the page was on its way must not vanish under the clerk's hands.
  const dialogs = [...document.querySelectorAll("[data-live] dialog[open]")].map((one) => one.id);
  const unfolded = [...document.querySelectorAll("[data-live] details[id][open]")].map((one) => one.id);
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (other) part.replaceWith(document.importNode(other, true));
  }
  const title = fresh.querySelector("title");
  if (title) document.title = title.textContent;
  for (const id of dialogs) document.getElementById(id)?.showModal();
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  for (const one of kept) restore(one);
  for (const field of scanFields()) field.value = codes.get(scanKey(field)) || field.value;
  refocus(focus);
  document.dispatchEvent(new CustomEvent("console:refreshed"));
  return undefined;
}

/** The field itself, or the one that a swap has put in its place meanwhile. @param {HTMLInputElement} field */
export function standIn(field) {
  return field.isConnected ? field : namesake(keyOf(field));
}

const namesake = (key) => [...document.querySelectorAll("[data-live] [name]")].find((other) => keyOf(other) === key);

function remember(field) {
  return { key: keyOf(field), value: field.value, checked: field.checked, sent: sentBy(field) };
}

function restore(one) {
  const field = namesake(one.key);
  if (!field) return;
  const latest = sentBy(field);
  if (field.type === "checkbox" || field.type === "radio") field.checked = one.checked;
  else field.value = one.value;
  if (field.type !== "checkbox" && field.type !== "radio" && latest !== one.sent && latest !== one.value) tell(field, latest);
}

function tell(field, latest) {
  const shown = field.tagName === "SELECT" ? [...field.options].find((option) => option.value === latest)?.textContent : latest;
  const note = document.createElement("p");
  note.className = "conflict";
  note.textContent = `最新内容：${shown || "（空）"}。您填写的已保留，请核对后再保存。`;
  (field.closest(".field, td") || field.parentElement).append(note);
}

function focusMark() {
  const active = document.activeElement;
  if (!active || !active.closest("[data-live]")) return null;
  return { id: active.id, scan: active.hasAttribute("data-scan") ? scanKey(active) : "", key: active.name ? keyOf(active) : "", href: active.getAttribute("href"), row: active.closest("[data-row]")?.dataset.row };
}

function refocus(mark) {
  if (!mark) return;
  const found =
    (mark.id && document.getElementById(mark.id)) ||
    (mark.key && namesake(mark.key)) ||
    (mark.scan && (scanFields().find((field) => scanKey(field) === mark.scan) || scanFields()[0])) ||
    (mark.row && document.querySelector(`[data-row="${CSS.escape(mark.row)}"] a`)) ||
    (mark.href && document.querySelector(`[data-live] a[href="${CSS.escape(mark.href)}"]`));
  found?.focus({ preventScroll: true });
}
