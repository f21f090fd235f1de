/**
 * 核对识别结果: fills the form with what was read from a card, marks what to look at, and keeps every correction a correction.
 *
 * `<form data-kit="confirm" data-status="/api/v1/collections/{cid}/evidence/{eid}/reading" data-api="..." data-next="...">`
 * polls the reading ({status: pending|done|failed, fields: {name: {value, confidence}}, doubts: [{code, say, field?}]})
 * and submits `{fields: {name: value}, corrected: [name, ...]}`. A field is a `[data-field]` from macro `field` or
 * `date_field`; one the server already filled (`data-recognised` on its input) needs no polling.
 */
import { actionKey, call, callPatiently, pause, worthRetrying } from "./api.js";
import { checkRequired } from "./forms.js";
import { clearFieldErrors, clearNotices, showProblem, whileBusy } from "./notices.js";

const SURE = 0.9; // below it a field is shown as "please look"; override with data-sure
const SLOW = 20000; // ms; a card takes about two seconds

/** @param {HTMLFormElement} form */
export function attach(form) {
  form.noValidate = true;
  for (const input of inputsOf(form)) {
    if (input.dataset.recognised !== undefined) mark(form, input, { confidence: Number(input.dataset.confidence ?? 1) });
  }
  form.addEventListener("input", (event) => noteCorrection(event.target));
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-long-term]")) switchLongTerm(event.target);
    noteCorrection(event.target);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy(event.submitter, () => submit(form));
  });
  if (form.dataset.status) watchReading(form);
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} the inputs that hold a field's value */
function inputsOf(form) {
  return Array.from(form.querySelectorAll("[data-field] :is(input, select, textarea)[name]"));
}

/** @param {HTMLFormElement} form */
async function watchReading(form) {
  const since = performance.now();
  form.classList.add("confirm_reading");
  status(form, "正在识别，请稍候…");
  for (let round = 0; ; round += 1) {
    try {
      const reading = await call(form.dataset.status);
      if (reading.status !== "pending") return settle(form, reading);
    } catch (error) {
      if (!worthRetrying(error)) {
        settle(form, { status: "failed", fields: {}, doubts: [] });
        return showProblem(error, form);
      }
    }
    if (performance.now() - since > SLOW) {
      form.classList.remove("confirm_reading");
      status(form, "识别比平时慢，您可以先照着证件填写。");
    }
    await pause(Math.min(round, 2)); // 0.5 s, 1 s, then every 2 s
  }
}

/** @param {HTMLFormElement} form @param {{status: string, fields: object, doubts: object[]}} reading */
function settle(form, { status: outcome, fields = {}, doubts = [] }) {
  form.classList.remove("confirm_reading");
  form.classList.toggle("confirm_failed", outcome === "failed");
  const known = new Map(inputsOf(form).map((input) => [input.name, input]));
  for (const [name, { value, confidence }] of Object.entries(fields)) {
    const input = known.get(name);
    if (input) fill(form, input, value ?? "", confidence);
  }
  showDoubts(form, doubts);
  const unsure = form.querySelectorAll(".field_unsure").length;
  if (outcome === "failed") status(form, "没能自动识别，请照着证件填写，或返回重新拍摄。");
  else status(form, unsure || doubts.length ? "已识别。标黄的请仔细核对。" : "已识别，请核对。");
  form.dispatchEvent(new CustomEvent("reading:done", { bubbles: true, detail: { reading: { status: outcome, fields, doubts } } }));
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} input @param {string} value @param {number} confidence 0..1 */
function fill(form, input, value, confidence) {
  input.dataset.recognised = value;
  const typedMeanwhile = input.value !== "" && input.value !== value;
  const term = input.closest("[data-field]").querySelector("[data-long-term]");
  if (!typedMeanwhile) {
    if (term && value === term.value) {
      term.checked = true;
      switchLongTerm(term);
    } else input.value = value;
  }
  mark(form, input, { confidence });
  if (typedMeanwhile) noteCorrection(input);
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} input @param {{confidence: number}} reading */
function mark(form, input, { confidence }) {
  const unsure = confidence < (Number(form.dataset.sure) || SURE) || input.dataset.recognised === "";
  input.closest("[data-field]").classList.toggle("field_unsure", unsure);
  badge(input, unsure ? "请核对" : "已识别", unsure ? "look" : "read");
}

/** @param {HTMLInputElement} input @param {string} text @param {string} tone */
function badge(input, text, tone) {
  const spot = input.closest("[data-field]").querySelector("[data-badge]");
  if (!spot) return;
  spot.textContent = text;
  spot.dataset.tone = tone;
}

/** @param {HTMLInputElement} touched */
function noteCorrection(touched) {
  const row = touched.closest?.("[data-field]");
  const input = row?.querySelector("[name]");
  if (!input || input.dataset.recognised === undefined) return;
  const corrected = valueOf(input) !== input.dataset.recognised;
  row.classList.toggle("field_corrected", corrected);
  row.classList.remove("field_unsure");
  badge(input, corrected ? "已更正" : "已识别", corrected ? "corrected" : "read");
}

/** @param {HTMLInputElement} input the value, or 长期 where its switch is on */
function valueOf(input) {
  const term = input.closest("[data-field]").querySelector("[data-long-term]");
  return term?.checked ? term.value : input.value.trim();
}

/** @param {HTMLInputElement} term */
function switchLongTerm(term) {
  const input = term.closest("[data-field]").querySelector("[name]");
  input.disabled = term.checked;
  if (term.checked) input.value = "";
}

/** @param {HTMLFormElement} form @param {{say: string, field?: string}[]} doubts */
function showDoubts(form, doubts) {
  const list = form.querySelector("[data-doubts]");
  if (!list) return;
  list.replaceChildren(...doubts.map(({ say }) => Object.assign(document.createElement("li"), { textContent: say })));
  list.hidden = doubts.length === 0;
  for (const { field } of doubts) {
    if (field) form.querySelector(`[data-field="${CSS.escape(field)}"]`)?.classList.add("field_unsure");
  }
}

/** @param {HTMLFormElement} form @param {string} sentence */
function status(form, sentence) {
  const line = form.querySelector("[data-reading]");
  if (line && line.textContent !== sentence) line.textContent = sentence;
}

/** @param {HTMLFormElement} form */
async function submit(form) {
  clearFieldErrors(form);
  clearNotices();
  if (!checkRequired(form)) return;
  const inputs = inputsOf(form);
  const fields = Object.fromEntries(inputs.map((input) => [input.name, valueOf(input)]));
  const corrected = inputs
    .filter((input) => input.dataset.recognised !== undefined && valueOf(input) !== input.dataset.recognised)
    .map((input) => input.name);
  try {
    const checked = document.querySelector("[data-insist]")?.checked || false;
    const answer = await callPatiently(form.dataset.api, { json: { fields, corrected, checked }, key: actionKey() });
    form.dispatchEvent(new CustomEvent("form:answer", { bubbles: true, detail: { answer } }));
    const next = answer?.next || form.dataset.next;
    if (next) window.location.assign(next);
  } catch (error) {
    offerToInsist(form, error);
    showProblem(error, form);
  }
}

/** A doubtful VIN may be right: the tick 我已核对 appears beside it only when the server asks. */
function offerToInsist(form, error) {
  const box = document.querySelector("[data-insist-box]");
  if (!box || error.code !== "VEH-104") return;
  form.querySelector(`[data-field="${CSS.escape(error.field || "vin")}"]`)?.after(box);
  box.hidden = false;
}
