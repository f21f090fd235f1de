/** 提示: quiet toasts in the corner; what went wrong stays until it is closed. */

const STAY = 6000; // ms: long enough to read a sentence twice

/**
 * @param {string} text @param {"ok"|"note"|"ask"|"stop"} [tone]
 * @param {{href?: string, label?: string, small?: string}} [more]
 */
export function toast(text, tone = "ok", more = {}) {
  const box = document.createElement("div");
  box.className = `toast toast_${tone}`;
  if (tone === "stop") box.setAttribute("role", "alert");
  const body = document.createElement("p");
  body.textContent = text;
  if (more.small) body.append(Object.assign(document.createElement("small"), { textContent: more.small }));
  if (more.href) {
    const link = Object.assign(document.createElement("a"), { href: more.href, textContent: more.label || "打开" });
    body.append(" ", link);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  close.setAttribute("aria-label", "关闭提示");
  close.addEventListener("click", () => box.remove());
  box.append(body, close);
  const place = document.querySelector("[data-notices]");
  if (tone === "stop") for (const old of place.querySelectorAll(".toast_stop")) old.remove();
  place.append(box);
  while (place.children.length > 4) place.firstElementChild.remove();
  if (tone !== "stop") setTimeout(() => box.remove(), STAY);
}

/** @param {any} error a Problem, or the network @returns {boolean} whether the page is about to be left */
export function explain(error) {
  if (error.status === 401) {
    location.assign(`/console/login?next=${encodeURIComponent(location.pathname)}`);
    return true;
  }
  const lost = error.name === "Unreachable";
  toast(lost ? "网络不通，操作没有完成。请检查网络后再试一次。" : error.message, "stop", { small: lost ? "" : error.code || "" });
  return false;
}
