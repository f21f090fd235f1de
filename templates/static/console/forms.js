/**
 * 表单: `form[data-post]` is sent as JSON to its address; what is wrong comes back beside its field.
 *
 * Names `group:key` become one object a group. `data-changed` sends only fields that differ from what the page came
 * with. A button with a name sends its value, and one with `data-post` sends the form there instead. `data-then`: "refresh"
 * (default), "go" (where the answer says), "show" (fills the dialog `data-show`), "pages" (pictures into `data-show`).
 * A conflict (TRF-101, CAT-103) swaps in the latest content, keeps what was typed, and says what happened.
 */

import { actionKey, call } from "../h5/api.js";
import { confirmed, open } from "./dialogs.js";
import { quietFor } from "./live.js";
import { explain, toast } from "./notices.js";
import { refresh } from "./refresh.js";

const CONFLICTS = new Set(["TRF-101", "CAT-103"]);
const LONG = 120000; // ms: checking the whole audit chain takes its time

/** Listen once for the whole page. */
export function listenForForms() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-post]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("input", (event) => {
    event.target.removeAttribute?.("aria-invalid");
    document.getElementById(`error-${event.target.id}`)?.remove();
  });
  document.addEventListener("keydown", (event) => {
    // A reason box has lines; Ctrl+Enter sends it without the mouse.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit?.();
  });
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement|null} button that was pressed */
async function send(form, button) {
  if (form.getAttribute("aria-busy") === "true") return;
  clearErrors(form);
  const wish = button?.dataset.post ? button.dataset : form.dataset;
  if (wish.confirm && !(await confirmed(wish.confirm, wish.yes))) return;
  setBusy(form, true);
  const json = bodyOf(form);
  if (button?.name) json[button.name] = button.value;
  try {
    quietFor(currentTransfer());
    // Passwords leave no trace, not even the digest by which a repeated request is known.
    const key = form.dataset.once === "no" ? null : (form.dataset.key ||= actionKey());
    const answer = await call(wish.post, { json, key, timeout: LONG });
    delete form.dataset.key;
    quietFor(currentTransfer());
    await after(form, answer || {}, wish);
  } catch (error) {
    // A request whose answer was lost keeps its key: trying again cannot do it twice.
    if (error.name !== "Unreachable") delete form.dataset.key;
    await refused(form, error);
  } finally {
    setBusy(form, false);
  }
}

async function after(form, answer, wish) {
  const then = wish.then || "refresh";
  if (then === "go") return location.assign(answer.go);
  if (then === "pages") return showPages(wish.show, answer.pages);
  form.closest("dialog")?.close();
  if (then === "show") show(wish.show, answer);
  else await refresh({ drop: form });
  if (form.isConnected && !form.closest("[data-live]")) form.reset();
  if (form.dataset.done) toast(form.dataset.done);
  return undefined;
}

async function refused(form, error) {
  if (CONFLICTS.has(error.code)) {
    form.closest("dialog")?.close();
    await refresh();
    toast(error.message, "stop", { small: error.code });
    return;
  }
  const field = error.field && fieldNamed(form, error.field);
  if (field) return complain(form, field, error);
  const place = form.querySelector("[data-error]");
  if (place && error.name !== "Unreachable" && error.status !== 401) {
    place.textContent = error.message;
    place.hidden = false;
    place.setAttribute("role", "alert");
    return undefined;
  }
  return explain(error);
}

function fieldNamed(form, name) {
  const last = name.split(".").pop();
  const fields = [...form.elements].filter((field) => field.name);
  const fits = (field, text) => field.name === text || field.name.endsWith(`:${text}`);
  const prefer = (list) => list.find((field) => field.type !== "radio" && field.type !== "checkbox") || list[0];
  return prefer(fields.filter((field) => fits(field, name))) || prefer(fields.filter((field) => fits(field, last)));
}

function complain(form, field, error) {
  const dialog = form.closest("dialog");
  if (dialog && !dialog.contains(field)) dialog.close();
  field.id ||= `f-${actionKey().slice(0, 8)}`;
  const note = Object.assign(document.createElement("p"), { className: "error", id: `error-${field.id}`, textContent: error.message });
  note.setAttribute("role", "alert");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", note.id);
  (field.closest(".field, td, li, fieldset") || field.parentElement).append(note);
  field.focus();
  field.scrollIntoView({ block: "center" });
}

function clearErrors(form) {
  for (const field of form.elements) {
    field.removeAttribute("aria-invalid");
    document.getElementById(`error-${field.id}`)?.remove();
  }
  const place = form.querySelector("[data-error]");
  if (place) place.hidden = true;
}

/** @param {HTMLFormElement} form @returns {object} */
function bodyOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || field.type === "submit") continue;
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    if (form.hasAttribute("data-changed") && !changed(field)) continue;
    put(body, field.name, field.value);
  }
  const page = document.querySelector("[data-version]");
  if (page && form.hasAttribute("data-versioned")) body.version = Number(page.dataset.version);
  return body;
}

function changed(field) {
  if (field.type === "hidden") return true;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function put(body, name, value) {
  const colon = name.indexOf(":");
  if (colon < 0) body[name] = value;
  else (body[name.slice(0, colon)] ||= {})[name.slice(colon + 1)] = value;
}

function setBusy(form, busy) {
  form.setAttribute("aria-busy", String(busy));
  for (const button of document.querySelectorAll("button[type=submit], button:not([type])")) {
    if (button.form === form) button.setAttribute("aria-busy", String(busy));
  }
}

/** Fill `[data-fill="name"]` in a dialog: texts, or the src of a picture; rows without a value go. */
function show(id, facts) {
  const dialog = open(id);
  for (const place of dialog.querySelectorAll("[data-fill]")) {
    const value = facts[place.dataset.fill] ?? "";
    if (place.tagName === "IMG") place.src = value;
    else place.textContent = value;
    const row = place.closest("[data-fill-row]");
    if (row) row.hidden = !value;
  }
  dialog.addEventListener("close", () => location.reload(), { once: true });
}

/** Put the pages of a document into the element of that id, and bring it into view. */
function showPages(id, pages) {
  const place = document.getElementById(id);
  const picture = (src, i) => Object.assign(document.createElement("img"), { src, alt: `第 ${i + 1} 页，共 ${pages.length} 页` });
  place.querySelector("[data-pages]").replaceChildren(...pages.map(picture));
  place.hidden = false;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

/** @returns {string} the transfer whose page this is */
export function currentTransfer() {
  return document.querySelector("[data-transfer]")?.dataset.transfer || "";
}
