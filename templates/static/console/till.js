/**
 * 收款窗口: opens over a transfer that owes its fee, shows both QR codes, takes scanned payment codes, cash and POS, and
 * says what came of it.
 *
 * The server draws the window (templates/console/till/_window.html); with every piece of news its parts are fetched and
 * swapped, and what the clerk types stays. Every attempt carries one key, made once and kept while its answer is unknown,
 * so that a double Enter or a lost answer takes the money once.
 */

import { actionKey, call } from "../h5/api.js";
import { quietFor } from "./live.js";
import { explain, toast } from "./notices.js";
import { busy, refresh } from "./refresh.js";
import { divertScans } from "./scanner.js";
import { hush, keepChoices, printReceipt, ring, showChoices } from "./till_result.js";

const TYPING = 2000; // ms without a key after which nobody is in the middle of a word
const LONG = 45000; // ms: a channel may take its time, and an answer given up is a question more
const AGAIN = 6000; // ms between looks while something is under way, should an announcement be lost
const DONE_FOR = 6000; // ms that the big tick stays
const RARELY = 30000; // ms between renewals of the page for news that leave the order in its state
const SOON = 200; // ms: announcements of one change come together
const PENDING = "cwt-till-away:"; // + order: closed by hand, so it does not open by itself again in this tab

let lastKey = 0;
let order = "";
let known = null; // what the window showed last: {state, paid}
let asked = new Set(); // "channel:due" of QR codes asked for in this opening
let scanKey = { code: "", key: "" }; // the attempt whose answer is not known
let charging = false;
let closing = 0;
let renewing = 0;
let offering = 0;
let pageRenewed = 0;

const dialog = () => document.querySelector("dialog[data-till]");
const isOpen = () => Boolean(dialog()?.open);
const transferHere = () => document.querySelector("[data-transfer]")?.dataset.transfer || "";
const part = (name, root = dialog()) => root.querySelector(`[data-till-part="${name}"]`);
const numberOf = (text) => Math.round(Number(text.replace(/[\s,，¥￥]/g, "")) * 100);
const yuan = (fen) => (fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2 });

/** Listen once for the whole page. */
export function listenForTill() {
  if (!dialog()) return;
  divertScans((text) => isOpen() && (charge(text), true));
  document.addEventListener("keydown", () => (lastKey = Date.now()), true);
  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
  document.addEventListener("input", typed);
  document.addEventListener("change", (event) => isOpen() && keepChoices(event.target));
  document.addEventListener("console:refreshed", offer);
  document.addEventListener("console:money", ({ detail }) => heard(detail));
  dialog().addEventListener("close", closed);
  setInterval(tick, 1000);
  offer();
}

/** Open by itself where something is owed, unless the clerk put the window away or is busy with something else. */
function offer() {
  const owes = document.querySelector("[data-till-owes]")?.dataset.tillOwes;
  if (!owes || isOpen() || sessionStorage.getItem(PENDING + owes)) return;
  clearTimeout(offering);
  if (busy() || inTheMiddle()) offering = setTimeout(offer, TYPING);
  else openWindow(owes);
}

function inTheMiddle() {
  const field = document.activeElement;
  const writing = field?.matches?.("input:not([type=checkbox]):not([type=radio]), textarea") && field.value !== field.defaultValue;
  return writing || Date.now() - lastKey < TYPING;
}

async function openWindow(id) {
  if (isOpen()) return;
  order = id;
  known = null;
  asked = new Set();
  try {
    const fresh = await fetched();
    if (!fresh || isOpen()) return;
    dialog().replaceChildren(fresh);
    showChoices(dialog());
    dialog().showModal();
    dialog().querySelector("[data-till-code]")?.focus();
    follow();
  } catch (error) {
    explain(error);
  }
}

/** @returns {Promise<Element|null>} the window as the server draws it now */
async function fetched() {
  const response = await fetch(`/console/till/orders/${order}/window`, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (response.redirected) return void location.assign(response.url);
  if (!response.ok) throw Object.assign(new Error("收款窗口没有打开，请刷新页面后重试。"), { status: response.status });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return document.importNode(page.querySelector("[data-till-order]"), true);
}

/** Swap what the server says; typed texts and the cursor stay. */
async function renew(whole = false) {
  if (!isOpen()) return;
  let fresh;
  try {
    fresh = await fetched();
  } catch {
    return; // the next news, or the next look, tries again
  }
  if (!fresh || !isOpen()) return;
  const unfolded = [...dialog().querySelectorAll("details[id][open]")].map((one) => one.id);
  if (whole) dialog().replaceChildren(fresh);
  else for (const one of fresh.querySelectorAll("[data-till-part]")) swap(one);
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (whole) showChoices(dialog());
  follow();
}

function swap(fresh) {
  const old = part(fresh.dataset.tillPart);
  if (old && old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh);
}

/** After each drawing: ask for codes that are missing, and notice money that came. */
function follow() {
  const head = part("head");
  const now = { state: head.dataset.tillState, due: Number(head.dataset.tillDue), paid: new Set(head.dataset.tillPaid.split(" ").filter(Boolean)) };
  const came = known && [...now.paid].some((number) => !known.paid.has(number));
  const settled = known && known.state === "due" && now.state !== "due";
  if (known && known.due !== now.due) newDue(now.due);
  known = now;
  dialog().querySelector("[data-till-work]").hidden = now.state !== "due";
  if (came) ring(head.dataset.tillSays);
  if (settled) finish(came);
  else if (now.state === "due") askForCodes();
  tick();
}

function newDue(due) {
  const whole = dialog().querySelector("[data-till-whole]");
  if (whole && whole.value === whole.defaultValue) whole.value = whole.defaultValue = yuan(due);
  showChange();
}

function finish(paid) {
  dialog().querySelector("[data-till-close]")?.focus();
  if (paid) printReceipt(order);
  clearTimeout(closing);
  closing = setTimeout(() => dialog().open && dialog().close(), DONE_FOR);
}

function closed() {
  clearTimeout(closing);
  if (known?.state === "due") sessionStorage.setItem(PENDING + order, "1");
  hush();
  dialog().replaceChildren();
  quietFor(transferHere());
  pageRenewed = Date.now();
  refresh().catch(() => undefined);
}

/** News of money: of this order when the window is open, else of the card on the page. */
function heard(message) {
  clearTimeout(renewing);
  renewing = setTimeout(() => (isOpen() ? renew() : renewCard(message)), SOON);
}

/** While a code is out it is asked about every few seconds, and mostly nothing changed. */
function renewCard(message) {
  const card = document.querySelector("[data-till-of]");
  const same = card?.dataset.tillCard === message.state && Date.now() - pageRenewed < RARELY;
  if (!message.order || same || busy()) return;
  pageRenewed = Date.now();
  refresh().catch(() => undefined);
}

async function askForCodes() {
  for (const place of dialog().querySelectorAll("[data-till-qr]:not([data-till-until])")) {
    const wish = `${place.dataset.tillQr}:${known.due}`;
    if (asked.has(wish)) settleWait(place);
    else {
      asked.add(wish);
      askForCode(place.dataset.tillQr);
    }
  }
}

/** A code that was asked for and is not there: the reason stays, and the button asks again. */
function settleWait(place) {
  if (qrKeys.has(place.dataset.tillQr) && !reasons.has(place.dataset.tillQr)) return; // on its way
  const reason = reasons.get(place.dataset.tillQr) || "收款码已过期或已关闭。";
  const text = place.querySelector("[data-till-wait]");
  if (text) text.textContent = reason;
  place.querySelector("[data-till-ask]").hidden = false;
}

const reasons = new Map();
const qrKeys = new Map(); // channel -> key of a question whose answer was lost

async function askForCode(channel) {
  reasons.delete(channel);
  const key = qrKeys.get(channel) || actionKey();
  qrKeys.set(channel, key);
  try {
    await call(`/console/api/till/orders/${order}/qr`, { json: { channel }, key, timeout: LONG });
    qrKeys.delete(channel);
  } catch (error) {
    if (error.name !== "Unreachable") qrKeys.delete(channel);
    reasons.set(channel, error.name === "Unreachable" ? "网络不通，收款码没有生成。" : error.message);
  }
  await renew();
}

/** Charge a scanned payment code, once. @param {string} text */
async function charge(text) {
  const form = dialog().querySelector('[data-till-form="code"]');
  const code = text.trim();
  if (charging || !form || !code || known?.state !== "due") return;
  charging = true;
  complain(form, "");
  form.setAttribute("aria-busy", "true");
  const field = form.querySelector("[data-till-code]");
  field.value = code;
  if (scanKey.code !== code) scanKey = { code, key: actionKey() };
  try {
    quietFor(transferHere());
    await call(`/console/api/till/orders/${order}/code`, { json: { code }, key: scanKey.key, timeout: LONG });
    scanKey = { code: "", key: "" };
    field.value = "";
  } catch (error) {
    if (error.name === "Unreachable") complain(form, "网络不通，还不知道有没有收到款。网络恢复后请看下方结果，或再扫同一个付款码，不会重复收款。");
    else {
      scanKey = { code: "", key: "" };
      complain(form, error.message);
      field.select();
      if (error.status === 401) explain(error);
    }
  } finally {
    charging = false;
    form.setAttribute("aria-busy", "false");
  }
  await renew();
}

function complain(form, text) {
  const place = form.querySelector("[data-error]");
  place.textContent = text;
  place.hidden = !text;
  if (text) place.setAttribute("role", "alert");
}

function submitted(event) {
  const form = event.target;
  if (!form.matches("form[data-till-post]")) return;
  event.preventDefault();
  if (form.dataset.tillForm === "code") charge(form.elements.code.value);
  else send(form);
}

/** Cash, POS, reductions, the shift. @param {HTMLFormElement} form */
async function send(form) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  complain(form, "");
  const json = Object.fromEntries(new FormData(form));
  if ("whole" in json) json.whole = true;
  try {
    quietFor(transferHere());
    form.dataset.key ||= actionKey();
    const answer = await call(form.dataset.tillPost, { json, key: form.dataset.key, timeout: LONG });
    delete form.dataset.key;
    if (answer?.change && answer.change !== "0.00") toast(`请找零 ${answer.change} 元。`, "ask");
    form.reset();
    showChange();
    await renew(form.hasAttribute("data-till-renew"));
    if (form.hasAttribute("data-till-renew")) dialog().querySelector("[data-till-given]")?.focus();
  } catch (error) {
    if (error.name === "Unreachable") complain(form, "网络不通，还不知道有没有记下。请再点一次，不会重复记账。");
    else {
      delete form.dataset.key;
      complain(form, error.message);
      const field = error.field && form.elements[error.field];
      field?.focus?.();
    }
  } finally {
    form.setAttribute("aria-busy", "false");
  }
}

async function clicked(event) {
  const target = event.target.closest("[data-till-open], [data-till-close], [data-till-print], [data-till-cancel], [data-till-ask]");
  if (!target) return;
  if (target.hasAttribute("data-till-open")) {
    const of = document.querySelector("[data-till-of]")?.dataset.tillOf;
    if (of) openWindow(of);
  } else if (target.hasAttribute("data-till-close")) dialog().close();
  else if (target.hasAttribute("data-till-print")) {
    clearTimeout(closing);
    printReceipt(order, true);
  } else if (target.dataset.tillAsk) {
    target.hidden = true;
    askForCode(target.dataset.tillAsk);
  } else cancel(target);
}

async function cancel(button) {
  button.setAttribute("aria-busy", "true");
  try {
    await call(`/console/api/till/charges/${button.dataset.tillCancel}/cancel`, { json: {}, timeout: LONG });
  } catch (error) {
    explain(error);
  }
  await renew();
  dialog().querySelector("[data-till-code]")?.focus();
}

function typed(event) {
  if (event.target.matches("[data-till-given]")) showChange();
  if (event.target.matches("[data-till-waive]")) {
    const amount = event.target.form.elements.amount;
    amount.disabled = event.target.checked;
  }
  // Another amount is another attempt.
  const form = event.target.closest("form[data-till-post]");
  if (form) delete form.dataset.key;
}

function showChange() {
  const given = dialog().querySelector("[data-till-given]");
  if (!given || !known) return;
  const place = dialog().querySelector("[data-till-change]");
  const fen = numberOf(given.value);
  const short = given.value && fen < known.due;
  place.classList.toggle("is-short", Boolean(short));
  place.textContent = !given.value || Number.isNaN(fen) ? "找零 0.00 元" : short ? `先收一部分，还差 ${yuan(known.due - fen)} 元` : `找零 ${yuan(fen - known.due)} 元`;
}

let lookedAt = 0;

/** Each second: how long the codes are good for; and a look of our own while something is under way. */
function tick() {
  if (!isOpen()) return;
  for (const place of dialog().querySelectorAll("[data-till-until]")) {
    const left = Math.floor((Date.parse(place.dataset.tillUntil) - Date.now()) / 1000);
    const text = place.querySelector("[data-till-left]");
    place.classList.toggle("is-over", left <= 0);
    if (text) text.textContent = left > 0 ? `有效期还剩 ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "收款码已过期";
    place.querySelector("[data-till-ask]").hidden = left > 0;
  }
  if (dialog().querySelector("[data-till-going]") && Date.now() - lookedAt > AGAIN) {
    lookedAt = Date.now();
    renew();
  }
}
