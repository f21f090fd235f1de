/**
 * 短信验证码: the 获取验证码 button and its countdown.
 *
 * `<button type="button" data-kit="sms" data-api="/api/v1/..." data-phone="#mobile" data-wait="60">`. Posts
 * `{mobile: "..."}`; the answer's `retry_after` (seconds) wins over `data-wait`. The end of the wait is remembered for
 * this tab, so a reload does not invite a second message. A 429 problem starts the countdown from Retry-After.
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
  const phone = document.querySelector(button.dataset.phone);
  clearFieldErrors(form);
  const mobile = phone.value.replace(/[\s-]/g, "");
  const name = phone.closest("[data-field]")?.dataset.field || phone.name;
  if (!/^1[3-9]\d{9}$/.test(mobile)) {
    sayBeside(form, name, "请填写 11 位手机号码。");
    return;
  }
  try {
    const answer = await call(button.dataset.api, { json: { mobile } });
    wait(Number(answer?.retry_after) || Number(button.dataset.wait) || 60);
    notify("验证码已发出，请查看短信。", { tone: "ok" });
    form.querySelector('[autocomplete="one-time-code"]')?.focus();
    button.dispatchEvent(new CustomEvent("sms:sent", { bubbles: true }));
  } catch (error) {
    if (error instanceof Problem && error.retryAfter) wait(error.retryAfter);
    showProblem(error, form);
  }
}
