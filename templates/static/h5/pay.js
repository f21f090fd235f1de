/**
 * 付款: `<div data-kit="pay" data-transfer="…">` with buttons `data-channel` and, for an attempt that is open,
 * `data-give-up="number"`. The server says how this phone goes on: `call` inside WeChat (WeixinJSBridge), `redirect`
 * elsewhere. What WeChat's window answers is never believed: the page asks the server.
 */
import { actionKey, callPatiently } from "./api.js";
import { clearNotices, notify, showProblem, whileBusy } from "./notices.js";

const BRIDGE_WAIT = 5000; // ms: WeChat puts its bridge into the page soon after it is shown

/** @param {HTMLElement} root */
export function attach(root) {
  for (const button of root.querySelectorAll("[data-channel]")) {
    button.addEventListener("click", () => whileBusy(button, () => pay(root.dataset.transfer, button.dataset.channel)));
  }
  for (const button of root.querySelectorAll("[data-give-up]")) {
    button.addEventListener("click", () => whileBusy(button, () => giveUp(button.dataset.giveUp)));
  }
}

/** @param {string} transfer @param {string} channel */
async function pay(transfer, channel) {
  clearNotices();
  try {
    // One key for this tap: sent again after a lost connection it begins nothing twice.
    const begun = await callPatiently(`/api/v1/transfers/${transfer}/payments`, { json: { channel }, key: actionKey() });
    if (begun.redirect) leave(begun.redirect);
    else if (begun.call.package) await insideWechat(begun.call);
    else look();
  } catch (error) {
    showProblem(error);
  }
}

/** WeChat's H5 page asks where the payer comes from, and our pages tell nobody else but it. @param {string} address */
function leave(address) {
  const link = document.createElement("a");
  link.href = address;
  link.referrerPolicy = "origin";
  document.body.append(link);
  link.click();
  link.remove();
}

/** @param {Record<string, string>} call the signed parameters */
async function insideWechat(call) {
  const bridge = await bridgeOfWechat();
  if (!bridge) return notify("微信没有打开付款窗口，请刷新页面后再试。", { tone: "error", focus: true });
  return new Promise((resolve) => {
    bridge.invoke("getBrandWCPayRequest", call, (said) => {
      look(/:cancel$/.test(said?.err_msg || "") ? "?gave_up=1" : "");
      resolve();
    });
  });
}

/** @returns {Promise<any>} WeixinJSBridge, or null outside WeChat */
function bridgeOfWechat() {
  if (window.WeixinJSBridge) return Promise.resolve(window.WeixinJSBridge);
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), BRIDGE_WAIT);
    document.addEventListener("WeixinJSBridgeReady", () => resolve(window.WeixinJSBridge), { once: true });
  });
}

/** @param {string} number */
async function giveUp(number) {
  try {
    await callPatiently(`/api/v1/payments/${number}/cancel`, { json: {} });
    look();
  } catch (error) {
    if (error.code === "PAY-128") return look(); // over already: the page says how
    showProblem(error);
  }
}

/** Show how it stands now. @param {string} [query] */
function look(query = "") {
  window.location.replace(window.location.pathname + query);
}
