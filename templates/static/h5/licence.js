/**
 * 行驶证识别: `<div data-kit="licence" data-api="...">` with a file input inside a form. What the photograph says is put
 * into the form's fields of the same names; the photograph is not kept anywhere.
 */
import { call } from "./api.js";
import { showProblem } from "./notices.js";
import { encode, open } from "./photo/picture.js";

const BUDGET = { maxEdge: 2000, quality: 0.85, maxBytes: 900000 };
const LONG = 60000; // ms; the reader may still have to start

/** @param {HTMLElement} box */
export function attach(box) {
  const input = box.querySelector("input[type=file]");
  const say = box.querySelector("[data-licence-say]");
  input.addEventListener("change", async () => {
    if (!input.files[0]) return;
    say.textContent = "正在识别，请稍候…";
    input.disabled = true;
    try {
      const body = await encode(await open(input.files[0]), BUDGET);
      const reading = await call(box.dataset.api, { body, headers: { "Content-Type": "image/jpeg" }, key: null, timeout: LONG });
      const filled = fill(box.closest("form"), reading.fields);
      say.textContent = filled ? "已填好，请对照行驶证核对。" : reading.doubts[0] || "没有识别出来，请照着行驶证填写。";
    } catch (error) {
      say.textContent = "";
      showProblem(error, box.closest("form"));
    } finally {
      input.disabled = false;
      input.value = "";
    }
  });
}

/** @returns {boolean} whether anything was filled in */
function fill(form, fields) {
  let filled = false;
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!field || !value || (field.tagName === "SELECT" && ![...field.options].some((one) => one.value === value))) continue;
    field.value = value;
    filled = true;
  }
  return filled;
}
