/**
 * 短信验证码: the 获取验证码 button and its countdown.
 *
 * `<button type="button" data-kit="sms" data-api="/api/v1/..." data-phone="#mobile" data-wait="60">`. Posts
 * `{mobile: "..."}`, or nothing without `data-phone`: the server knows whom to write to. The answer's `retry_after`
 * (seconds) wins over `data-wait`. The end of the wait is remembered for this tab, so a reload does not invite a second
 * message. A 429 problem starts the countdown from Retry-After. `[data-sms-sent]` of the form appears once a text is out.
 */
import { call, Problem } from "./api.js";
import { clearFieldErrors, notify, sayBeside, showProblem, whileBusy } from "./notices.js";

/** @param {HTMLButtonElement} button */
export function attach(button) {
  const label = button.textContent.trim();
  const memory = `sms:${button.dataset.api}`;
  let timer = 0;

  const tick = () => {
    const left = Math.ceil((Number(sessionStorage.getItem(memory)) - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${left} 秒后可重发` : label;
    if (left > 0) timer = setTimeout(tick, 500);
  };
  /** @param {number} seconds */
  const wait = (seconds) => {
    clearTimeout(timer);
    sessionStorage.setItem(memory, String(Date.now() + seconds * 1000));
    tick();
  };
  button.addEventListener("click", () => whileBusy(button, () => send(button, wait)));
  tick();
}

/** @param {HTMLButtonElement} button @param {(seconds: number) => void} wait */
async function send(button, wait) {
  const form = button.form || document;
  clearFieldErrors(form);
  const json = asked(button, form);
  if (!json) return;
  try {
    const answer = await call(button.dataset.api, { json });
    wait(Number(answer?.retry_after) || Number(button.dataset.wait) || 60);
    const line = form.querySelector("[data-sms-sent]");
    if (line) line.hidden = false;
    else notify("验证码已发出，请查看短信。", { tone: "ok" });
    form.querySelector('[autocomplete="one-time-code"]')?.focus();
    button.dispatchEvent(new CustomEvent("sms:sent", { bubbles: true }));
  } catch (error) {
    if (error instanceof Problem && error.retryAfter) wait(error.retryAfter);
    showProblem(error, form);
  }
}

/** @param {HTMLButtonElement} button @param {ParentNode} form @returns {object|null} what to post, nothing for a bad number */
function asked(button, form) {
  if (!button.dataset.phone) return {};
  const phone = document.querySelector(button.dataset.phone);
  const mobile = phone.value.replace(/[\s-]/g, "");
  if (/^1[3-9]\d{9}$/.test(mobile)) return { mobile };
  sayBeside(form, phone.closest("[data-field]")?.dataset.field || phone.name, "请填写 11 位手机号码。");
  return null;
}
