/**
 * 已看完的文书: which documents of a set were read to their end on this phone, by version of the set.
 *
 * The server asks for the list when signing and decides; here it only lets somebody leave and come back.
 */

/** @param {string} set @param {string} version */
function keyOf(set, version) {
  return `seen:${set}:${version}`;
}

/** @param {string} set @param {string} version @returns {string[]} ids of documents */
export function seenOf(set, version) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(set, version)) || "[]");
  } catch {
    return [];
  }
}

/** @param {string} set @param {string} version @param {string} document */
export function markSeen(set, version, document) {
  const seen = new Set(seenOf(set, version)).add(document);
  try {
    localStorage.setItem(keyOf(set, version), JSON.stringify([...seen]));
  } catch {
    // Private windows refuse storage: the documents are read again after a reload.
  }
}
