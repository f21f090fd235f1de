/**
 * 暂存架: unfinished uploads kept on this phone (IndexedDB), so a reload or a crash loses no picture.
 *
 * A parcel is dropped the moment the server has acknowledged it, when its owner cancels, and in any case after a day:
 * these are pictures of identity cards. Where the browser refuses storage the shelf is this page's memory only.
 */

const NAME = "h5-uploads";
const STORE = "parcels";
const DAY = 24 * 60 * 60 * 1000; // ms
const memory = new Map();

/**
 * @typedef {object} Parcel
 * @property {string} slot what the picture is for, unique on this phone: `<collection>/<kind>`
 * @property {string} collection @property {string} kind @property {string} filename
 * @property {"camera"|"file"} captured
 * @property {Blob} blob @property {string} sha256
 * @property {string} startKey @property {string} finishKey idempotency keys, the same for every retry
 * @property {string|null} upload the server's id, once there is one
 * @property {number} chunk bytes per PATCH
 * @property {number} shelvedAt ms since the epoch
 */

/** @returns {Promise<IDBDatabase|null>} */
function open() {
  return new Promise((resolve) => {
    if (!globalThis.indexedDB) return resolve(null);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "slot" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
    return undefined;
  });
}

/** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} ask */
async function ask(mode, ask) {
  const database = await open();
  if (!database) return undefined;
  try {
    return await new Promise((resolve, reject) => {
      const deal = database.transaction(STORE, mode);
      const request = ask(deal.objectStore(STORE));
      deal.oncomplete = () => resolve(request.result);
      deal.onabort = () => reject(deal.error);
      deal.onerror = () => reject(deal.error);
    });
  } catch {
    return undefined; // storage full or forbidden: the memory copy carries on
  } finally {
    database.close();
  }
}

/** @param {Parcel} parcel */
export async function put(parcel) {
  memory.set(parcel.slot, parcel);
  // Bytes instead of a Blob: iOS has lost the contents of stored Blobs.
  const bytes = await parcel.blob.arrayBuffer();
  await ask("readwrite", (store) => store.put({ ...parcel, blob: null, bytes, type: parcel.blob.type }));
}

/** @param {string} slot @returns {Promise<Parcel|null>} */
export async function get(slot) {
  const kept = memory.get(slot) || (await ask("readonly", (store) => store.get(slot)));
  if (!kept) return null;
  if (Date.now() - kept.shelvedAt > DAY) {
    await drop(slot);
    return null;
  }
  if (kept.blob) return kept;
  const { bytes, type, ...parcel } = kept;
  return { ...parcel, blob: new Blob([bytes], { type }) };
}

/** @param {string} slot */
export async function drop(slot) {
  memory.delete(slot);
  await ask("readwrite", (store) => store.delete(slot));
}

/** Forget every picture on this phone: at log-out. */
export async function clear() {
  memory.clear();
  await ask("readwrite", (store) => store.clear());
}
