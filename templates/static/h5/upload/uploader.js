/**
 * 断点续传: sends one picture in chunks, and goes on from the server's offset after a lost connection or a reload.
 *
 * Protocol (JSON under /api/v1):
 *   POST  collections/{cid}/uploads {kind, size, sha256, filename, captured} → {upload, offset, chunk}
 *   PATCH uploads/{id}, header Upload-Offset: n, raw bytes → {offset}; 409 with `facts.offset` in the body: go on from there
 *   GET   uploads/{id} → {offset}
 *   POST  uploads/{id}/finish → {evidence, ...}
 * The server's offset is the truth; we only ever ask. An upload it no longer knows (404, 410) is started once more.
 */
import { actionKey, call, callPatiently, Problem, pause, worthRetrying } from "../api.js";
import { sha256 } from "./sha256.js";
import * as shelf from "./shelf.js";

const CHUNK = 256 * 1024; // bytes, when the server names none
const PATIENCE = 60000; // ms for one chunk: 256 KiB at 40 kbit/s, a bad village connection

/**
 * @typedef {object} Watch
 * @property {(sent: number, size: number) => void} [progress] acknowledged bytes
 * @property {(state: "sending"|"waiting"|"finishing") => void} [state]
 * @property {AbortSignal} [signal]
 */

/**
 * Put a new picture on the shelf and send it.
 * @param {{collection: string, kind: string, blob: Blob, filename: string, captured: "camera"|"file"}} picture
 * @param {Watch} [watch]
 * @returns {Promise<any>} the server's answer to finish: {evidence, ...}
 * @throws {Problem} what the server refuses; the parcel is then off the shelf
 * @throws {DOMException} AbortError when cancelled
 */
export async function send(picture, watch = {}) {
  const parcel = {
    ...picture,
    slot: slotOf(picture.collection, picture.kind),
    sha256: await sha256(picture.blob),
    startKey: actionKey(),
    finishKey: actionKey(),
    upload: null,
    chunk: CHUNK,
    shelvedAt: Date.now(),
  };
  await shelf.put(parcel);
  return deliver(parcel, watch);
}

/**
 * Go on with what a reload interrupted.
 * @param {string} collection @param {string} kind
 * @returns {Promise<import("./shelf.js").Parcel|null>} hand it to {@link deliver}
 */
export function unfinished(collection, kind) {
  return shelf.get(slotOf(collection, kind));
}

/** @param {string} collection @param {string} kind cancel for good: the picture leaves this phone */
export function forget(collection, kind) {
  return shelf.drop(slotOf(collection, kind));
}

/** @param {string} collection @param {string} kind */
function slotOf(collection, kind) {
  return `${collection}/${kind}`;
}

/**
 * Send a shelved picture to its end.
 * @param {import("./shelf.js").Parcel} parcel @param {Watch} [watch]
 */
export async function deliver(parcel, watch = {}) {
  try {
    for (let again = true; ; again = false) {
      try {
        const answer = await sendOnce(parcel, watch);
        await shelf.drop(parcel.slot);
        return answer;
      } catch (error) {
        const unknown = error instanceof Problem && [404, 410].includes(error.status) && parcel.upload;
        if (!unknown || !again) throw error;
        Object.assign(parcel, { upload: null, startKey: actionKey(), finishKey: actionKey() });
      }
    }
  } catch (error) {
    // An expired log-in (401) is not the picture's fault: it stays and goes on after logging in.
    const keep = !(error instanceof Problem) || [401, 403, 429, 500].includes(error.status);
    if (!keep || error.name === "AbortError") await shelf.drop(parcel.slot);
    throw error;
  }
}

/** @param {import("./shelf.js").Parcel} parcel @param {Watch} watch */
async function sendOnce(parcel, watch) {
  const { signal } = watch;
  let offset = await whereToGoOn(parcel, signal);
  watch.progress?.(offset, parcel.blob.size);
  watch.state?.("sending");
  for (let misses = 0; offset < parcel.blob.size; ) {
    try {
      offset = await sendChunk(parcel, offset, signal);
      if (misses) document.dispatchEvent(new CustomEvent("net:back"));
      misses = 0;
      watch.state?.("sending");
      watch.progress?.(offset, parcel.blob.size);
    } catch (error) {
      const busy = error instanceof Problem && error.status === 429;
      if (!worthRetrying(error) && !busy) throw error;
      document.dispatchEvent(new CustomEvent("net:lost"));
      watch.state?.("waiting");
      await pause(misses, signal);
      misses += 1;
      // The lost answer may have been a yes: ask instead of sending bytes the server already has.
      offset = (await callPatiently(`/api/v1/uploads/${parcel.upload}`, { signal })).offset;
    }
  }
  watch.state?.("finishing");
  return callPatiently(`/api/v1/uploads/${parcel.upload}/finish`, { json: {}, key: parcel.finishKey, signal });
}

/** @param {import("./shelf.js").Parcel} parcel @param {AbortSignal} [signal] @returns {Promise<number>} bytes */
async function whereToGoOn(parcel, signal) {
  if (parcel.upload) return (await callPatiently(`/api/v1/uploads/${parcel.upload}`, { signal })).offset;
  const { kind, filename, captured } = parcel;
  const json = { kind, size: parcel.blob.size, sha256: parcel.sha256, filename, captured };
  const path = `/api/v1/collections/${parcel.collection}/uploads`;
  const started = await callPatiently(path, { json, key: parcel.startKey, signal });
  parcel.upload = started.upload;
  parcel.chunk = started.chunk || CHUNK;
  await shelf.put(parcel);
  return started.offset;
}

/** @param {import("./shelf.js").Parcel} parcel @param {number} offset @param {AbortSignal} [signal] */
async function sendChunk(parcel, offset, signal) {
  const body = parcel.blob.slice(offset, offset + parcel.chunk);
  const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) };
  try {
    const path = `/api/v1/uploads/${parcel.upload}`;
    return (await call(path, { method: "PATCH", body, headers, signal, timeout: PATIENCE })).offset;
  } catch (error) {
    const corrected = error instanceof Problem && error.status === 409 ? error.body.facts?.offset : undefined;
    if (!Number.isInteger(corrected) || corrected === offset) throw error;
    return corrected;
  }
}
