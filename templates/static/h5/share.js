/**
 * 邀请与转发: sends a link on: the phone's own share sheet, WeChat's ··· menu, or copying.
 *
 * `<section data-kit="share" data-url="https://..." data-title="...">` with `[data-share-send]`, `[data-share-copy]` and
 * `[data-share-hint]` (shown inside WeChat, where a page may not open the share menu itself). Macro `share_link`.
 */
import { notify } from "./notices.js";

/** @param {HTMLElement} root */
export function attach(root) {
  const { url, title } = root.dataset;
  const send = root.querySelector("[data-share-send]");
  const copy = root.querySelector("[data-share-copy]");
  const hint = root.querySelector("[data-share-hint]");
  const inWeChat = /MicroMessenger/i.test(navigator.userAgent);
  if (inWeChat) {
    send.addEventListener("click", () => {
      hint.hidden = false;
      hint.focus();
    });
  } else if (navigator.share) {
    send.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  } else {
    send.hidden = true;
    copy.classList.replace("weui-btn_default", "weui-btn_primary");
  }
  copy.addEventListener("click", () => copyText(url, copy));
}

/**
 * Copy, and say so on the button for two seconds.
 * @param {string} text @param {HTMLButtonElement} button
 */
export async function copyText(text, button) {
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  const copied = await putOnClipboard(text);
  if (!copied) {
    notify(`请长按复制：${text}`, { tone: "info", focus: true });
    return;
  }
  button.textContent = "已复制";
  notify("已复制。", { tone: "ok" });
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
}

/** @param {string} text @returns {Promise<boolean>} */
async function putOnClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Older WeChat and plain http: the selection way.
    const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
