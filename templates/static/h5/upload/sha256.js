/**
 * SHA-256 摘要 of a picture. crypto.subtle exists only on secure pages; a station's plain-http address must still work,
 * so the algorithm (FIPS 180-4) is written out for it.
 */

/** @returns {number[]} the first 32 bits of the fractional parts of the `power`-th roots of the first `count` primes */
function rootsOfPrimes(count, power) {
  const primes = [];
  for (let n = 2; primes.length < count; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  return primes.map((p) => (((p ** (1 / power)) % 1) * 2 ** 32) | 0);
}

const K = rootsOfPrimes(64, 3);
const START = rootsOfPrimes(8, 2);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

/** @param {Int32Array} h state, changed in place @param {DataView} view @param {number} at byte of a 64-byte block */
function mix(h, view, at) {
  const w = new Int32Array(64);
  for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, k] = h;
  for (let i = 0; i < 64; i += 1) {
    const t1 = (k + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [k, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, k].forEach((word, i) => {
    h[i] += word;
  });
}

/** @param {Uint8Array} bytes @returns {string} lower-case hex, for pages without crypto.subtle */
export function sha256Plain(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const h = Int32Array.from(START);
  for (let at = 0; at < padded.length; at += 64) mix(h, view, at);
  return Array.from(h, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** @param {Blob} blob @returns {Promise<string>} lower-case hex */
export async function sha256(blob) {
  const buffer = await blob.arrayBuffer();
  if (!globalThis.crypto?.subtle) return sha256Plain(new Uint8Array(buffer));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
