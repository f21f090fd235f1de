/** 业务详情: showing a masked number, ticking items to send back, filling sources of the nine checks, the stale bar. */

import { call } from "../h5/api.js";
import { toast, explain } from "./notices.js";
import { dirtyFields, refresh } from "./refresh.js";

/** Listen once for the whole page. */
export function listenForTransfers() {
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-reveal], [data-fill-sources], [data-refresh], [data-copy]");
    if (!target) return;
    if (target.hasAttribute("data-reveal")) reveal(target);
    else if (target.hasAttribute("data-fill-sources")) fillSources(target);
    else if (target.hasAttribute("data-copy")) copy(target.dataset.copy);
    else refresh();
  });
  document.addEventListener("console:refreshed", showSeen);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-return]")) openReason(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-transfer]") && dirtyFields().length) event.preventDefault();
  });
}

// What a clerk asked to see, by whose it is: it stays to be seen when the page is renewed under it.
const seen = new Map();
const whose = ({ reveal: address, side, group, name }) => [address, side, group || "", name].join("|");
const maskedOf = (button) => button.closest("[data-private]").querySelector("[data-masked]");
const versionOf = () => document.querySelector("[data-version]")?.dataset.version;

/** @param {HTMLElement} button `data-reveal` is the address, beside it the masked number */
async function reveal(button) {
  if (button.dataset.shown) return hide(button);
  const version = versionOf();
  button.setAttribute("aria-busy", "true");
  try {
    const { side, group, name } = button.dataset;
    const answer = await call(button.dataset.reveal, { json: { side, group: group || "", name } });
    seen.set(whose(button.dataset), { value: answer.value, version });
    // The page may have been renewed while the answer was on its way.
    showSeen();
  } catch (error) {
    explain(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
  return undefined;
}

/** Numbers of this version of the transfer that were asked for; of another one they may be others. */
function showSeen() {
  for (const button of document.querySelectorAll("[data-reveal]:not([data-shown])")) {
    const one = seen.get(whose(button.dataset));
    if (!one || one.version !== versionOf()) continue;
    const place = maskedOf(button);
    button.dataset.shown = place.textContent;
    place.textContent = one.value;
    button.textContent = "隐藏";
  }
}

function hide(button) {
  seen.delete(whose(button.dataset));
  maskedOf(button).textContent = button.dataset.shown;
  delete button.dataset.shown;
  button.textContent = "显示";
}

/** A ticked item asks for its reason. @param {HTMLInputElement} tick */
function openReason(tick) {
  const reason = tick.closest("li").querySelector("[data-return-reason]");
  reason.hidden = !tick.checked;
  const input = reason.querySelector("input");
  input.disabled = !tick.checked;
  if (tick.checked) input.focus();
}

/** Put one source into every answered line that names none. @param {HTMLButtonElement} button */
function fillSources(button) {
  const form = button.closest("form");
  const text = form.querySelector("[data-source-text]").value.trim();
  if (!text) return form.querySelector("[data-source-text]").focus();
  for (const line of form.querySelectorAll("[data-check]")) {
    const answer = line.querySelector("input[type=radio]:checked")?.value;
    const source = line.querySelector("[data-check-source]");
    if (answer !== "not_checked" && !source.value.trim()) source.value = text;
  }
  return undefined;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制。");
  } catch {
    toast("浏览器不允许复制，请手工选中。", "ask");
  }
}
