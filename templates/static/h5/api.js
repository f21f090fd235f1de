/**
 * 服务调用: the one way every H5 module talks to the server.
 *
 * Adds the CSRF header from `<meta name="csrf-token">`, an `Idempotency-Key` per user action (so a repeated tap or an
 * automatic retry is answered once), and turns problem+json into {@link Problem}. A lost network is {@link Unreachable};
 * {@link callPatiently} waits for it to come back and sends the very same request, same key, again.
 */

/** A refusal or fault the server explained (problem+json: type, title, status, detail, code, field, and extras). */
export class Problem extends Error {
  /** @param {object} body parsed problem+json @param {number} status HTTP status @param {number} [retryAfter] seconds */
  constructor(body, status, retryAfter) {
    super(body.detail || body.title || sentenceFor(status));
    this.name = "Problem";
    this.body = body;
    this.status = status;
    this.code = body.code || `HTTP-${status}`;
    this.field = body.field || null;
    this.retryAfter = retryAfter || 0;
  }
}

/** No answer at all: offline, connection cut, or nothing within the time limit. */
export class Unreachable extends Error {
  constructor() {
    super("网络已断开，恢复后会自动继续");
    this.name = "Unreachable";
  }
}

/** @param {number} status */
function sentenceFor(status) {
  if (status === 401) return "登录已过期，请重新登录后继续，已填的内容都还在。";
  if (status === 403) return "您没有办理这一步的权限。";
  if (status === 404) return "没有找到这一项，请返回清单再试。";
  if (status === 413) return "照片太大，请重新拍摄。";
  if (status === 429) return "操作太频繁，请稍等一会儿再试。";
  return "系统暂时繁忙，请稍后再试。";
}

/** @returns {string} the page's CSRF token, or an empty string on public pages */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}

/** @returns {string} a fresh 128-bit key naming one user action, as 32 hex digits */
export function actionKey() {
  // crypto.randomUUID is missing on plain-http pages; getRandomValues is everywhere.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @typedef {object} CallOptions
 * @property {string} [method] default GET, or POST when there is a body
 * @property {object} [json] body sent as JSON
 * @property {BodyInit} [body] body sent as it is
 * @property {Record<string,string>} [headers]
 * @property {string|null} [key] idempotency key; a fresh one is made for every changing request without it, none for null
 * @property {AbortSignal} [signal] cancels the call (rejects with AbortError)
 * @property {number} [timeout] milliseconds, default 20 000
 */

/**
 * Ask the server once.
 * @param {string} path @param {CallOptions} [options]
 * @returns {Promise<any>} parsed JSON, or null for an empty answer
 * @throws {Problem|Unreachable|DOMException}
 */
export async function call(path, options = {}) {
  const { json, key, signal, timeout = 20000 } = options;
  const body = json === undefined ? options.body : JSON.stringify(json);
  const method = options.method || (body === undefined ? "GET" : "POST");
  const headers = { Accept: "application/json", ...options.headers };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") {
    headers["X-CSRF-Token"] = csrfToken();
    if (key !== null) headers["Idempotency-Key"] = key || actionKey();
  }
  const gate = new AbortController();
  const stop = () => gate.abort();
  signal?.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(stop, timeout);
  try {
    if (signal?.aborted) stop();
    const response = await fetch(path, { method, headers, body, signal: gate.signal, credentials: "same-origin" });
    return await parse(response);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (signal?.aborted) throw new DOMException("cancelled", "AbortError");
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** @param {Response} response */
async function parse(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // A proxy's HTML error page is not an explanation for the owner; the status is.
    if (response.ok) throw new Problem({}, 502);
  }
  if (response.ok) return body;
  throw new Problem(body || {}, response.status, Number(response.headers.get("Retry-After")) || 0);
}

/** @param {unknown} error @returns {boolean} whether the same request may succeed a little later */
export function worthRetrying(error) {
  return error instanceof Unreachable || (error instanceof Problem && [408, 502, 503, 504].includes(error.status));
}

/**
 * Ask until there is an answer. Says on the document that the network is lost ("net:lost") and back ("net:back").
 * @param {string} path @param {CallOptions} [options] @throws {Problem|DOMException}
 */
export async function callPatiently(path, options = {}) {
  const key = options.key || actionKey();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await call(path, { ...options, key });
      if (attempt > 0) announce("net:back");
      return answer;
    } catch (error) {
      if (!worthRetrying(error)) {
        if (attempt > 0) announce("net:back");
        throw error;
      }
      announce("net:lost");
      await pause(attempt, options.signal);
    }
  }
}

/** @param {"net:lost"|"net:back"} name */
function announce(name) {
  document.dispatchEvent(new CustomEvent(name));
}

/**
 * Wait before trying again: 0.5 s doubling to 15 s with jitter, or at once when the phone says it is online again.
 * @param {number} attempt from 0 @param {AbortSignal} [signal]
 */
export function pause(attempt, signal) {
  const wait = Math.min(500 * 2 ** attempt, 15000) * (0.75 + Math.random() / 2);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, wait);
    window.addEventListener("online", done, { once: true });
    signal?.addEventListener("abort", cancel, { once: true });
    function tidy() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal?.removeEventListener("abort", cancel);
    }
    function done() {
      tidy();
      resolve();
    }
    function cancel() {
      tidy();
      reject(new DOMException("cancelled", "AbortError"));
    }
    if (signal?.aborted) cancel();
  });
}
