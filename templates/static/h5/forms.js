/**
 * 表单: sends a plain `<form>` as JSON, keeps sentences beside their fields, and goes on to the next page.
 *
 * `<form data-kit="form" action="/h5/..." data-api="/api/v1/..." data-next="/h5/...">`. Without `data-api` the action is
 * used. The answer's own `next` wins over `data-next`; with neither, only the `form:answer` event tells.
 * Inputs: `data-type="json|number|bool|fen"` converts (fen: typed in yuan); a checkbox without a value attribute is a boolean; names with `[]`
 * collect a list. A part with `data-when="name=value"` is asked only while that choice is made. One key per submission: a retry after a lost connection repeats it, and a busy button takes no second
 * tap, so the thing is done once.
 */
import { actionKey, callPatiently } from "./api.js";
import { clearFieldErrors, clearNotices, notify, sayBeside, showProblem, whileBusy } from "./notices.js";

/** @param {HTMLFormElement} form */
export function attach(form) {
  form.noValidate = true; // the browser's own bubbles are small, foreign and gone before they are read
  form.addEventListener("change", () => showWhatApplies(form));
  showWhatApplies(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter || form.querySelector("[type=submit]") || document.querySelector(`[form="${form.id}"]`);
    whileBusy(button, () => submit(form, button));
  });
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement|null} button */
async function submit(form, button) {
  clearFieldErrors(form);
  clearNotices();
  if (!checkRequired(form)) return;
  const api = button?.dataset.api || form.dataset.api || form.getAttribute("action");
  try {
    const json = read(form);
    if (button?.name) json[button.name] = button.value;
    const answer = await callPatiently(api, { method: form.dataset.method || "POST", json, key: actionKey() });
    const told = form.dispatchEvent(new CustomEvent("form:answer", { bubbles: true, cancelable: true, detail: { answer } }));
    const next = answer?.next || form.dataset.next;
    if (!told) return;
    if (next) window.location.assign(next);
    else if (form.dataset.done) notify(form.dataset.done, { tone: "ok", focus: true });
  } catch (error) {
    showProblem(error, form);
    form.dispatchEvent(new CustomEvent("form:problem", { bubbles: true, detail: { error } }));
  }
}

/**
 * The browser's own rules, told in our words beside the first field that breaks one.
 * @param {HTMLFormElement} form @returns {boolean}
 */
export function checkRequired(form) {
  const wrong = Array.from(form.elements).find(
    (input) =>
      (input.willValidate && !input.checkValidity()) ||
      (input.hasAttribute("data-required") && !input.value) ||
      (input.dataset.type === "fen" && input.value && valueOf(input) === null),
  );
  if (!wrong) return true;
  const row = wrong.closest("[data-field]");
  const label = row?.querySelector("[data-label]")?.textContent.trim() || "这一项";
  const sentence = wrong.dataset.say || (wrong.validity.valueMissing ? missing(wrong, label) : `${label}的格式不对，请检查。`);
  if (!row || !sayBeside(form, row.dataset.field, sentence)) {
    notify(sentence, { tone: "error" });
    wrong.focus();
  }
  return false;
}

/** @param {HTMLInputElement} input @param {string} label */
function missing(input, label) {
  return ["radio", "checkbox", "date"].includes(input.type) ? `请选择${label}。` : `请填写${label}。`;
}

/**
 * @param {HTMLFormElement} form @returns {Record<string, any>} what the form says, ready for JSON
 */
export function read(form) {
  const said = {};
  for (const input of form.elements) {
    if (!input.name || input.disabled || input.type === "submit" || input.type === "file") continue;
    if (input.type === "radio" && !input.checked) continue;
    const list = input.name.endsWith("[]");
    const name = list ? input.name.slice(0, -2) : input.name;
    if (list) said[name] ||= [];
    if (input.type === "checkbox" && input.hasAttribute("value") && !input.checked) continue;
    if (list) said[name].push(valueOf(input));
    else said[name] = valueOf(input);
  }
  delete said.csrf_token; // the header carries it
  return said;
}

/** @param {HTMLInputElement} input */
function valueOf(input) {
  if (input.type === "checkbox" && !input.hasAttribute("value")) return input.checked;
  const text = input.value.trim();
  if (input.dataset.type === "json") return text ? JSON.parse(text) : null;
  if (input.dataset.type === "number") return text === "" ? null : Number(text);
  if (input.dataset.type === "bool") return text === "true";
  if (input.dataset.type === "fen") return fenOf(text);
  return text;
}

/** @param {string} text yuan as people type them: 88000, 88,000.50, ￥8.8万 @returns {number|null} fen, exactly; null when it is no amount */
function fenOf(text) {
  const [, whole, part = "", wan] = /^[¥￥]?(\d{1,10})(?:\.(\d{0,6}))?(万)?元?$/.exec(text.replace(/[,，\s]/g, "")) || [];
  if (whole === undefined) return null;
  const places = wan ? 6 : 2; // fen in one 万元 or one 元, as decimal places
  if (part.length > places) return null;
  return Number(whole + part.padEnd(places, "0"));
}

/** Hide what the choices made so far do not ask for; a hidden input is neither required nor sent. @param {HTMLFormElement} form */
function showWhatApplies(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const [name, value] = part.dataset.when.split("=");
    const chosen = form.querySelector(`[name="${CSS.escape(name)}"]:checked`)?.value;
    part.hidden = chosen !== value;
    for (const input of part.querySelectorAll("input, select, textarea")) input.disabled = part.hidden;
  }
}
