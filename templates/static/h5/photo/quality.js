/**
 * 照片质量: an at-once opinion in the browser, before a byte is sent: blurred, too dark, too bright, glare, too small.
 *
 * Works on luma at most 720 px long, so a judgement takes a few tens of milliseconds on an old phone. It is advice to
 * the owner, not a security check: the server looks again. Thresholds were set on the pictures of
 * tests/browser/h5_kit/samples.py and stay on the lenient side, because a refused good photo costs more than a retake.
 */

const LONG_EDGE = 720; // px of the judged copy
const BLOCK = 24; // px; sharpness is judged in the liveliest blocks, because desks and walls are flat

/** @typedef {"good"|"borderline"|"bad"} Grade */
/** @typedef {{code: string, grade: Grade, say: string}} Finding */

/**
 * @param {ImageBitmap|HTMLCanvasElement} picture @param {{minEdge?: number, print?: boolean}} [wants]
 *   minEdge: px of the short edge; print: small print must be legible (a card, not a car or a face)
 * @returns {{grade: Grade, findings: Finding[], measures: object}}
 */
export function judge(picture, { minEdge = 600, print = true } = {}) {
  const { luma, width, height } = lumaOf(picture);
  const measures = { ...light(luma), sharpness: sharpness(luma, width, height), shortEdge: shortEdgeOf(picture) };
  const findings = opinions(measures, minEdge, print ? 1 : 0.5);
  const grade = findings.some((f) => f.grade === "bad") ? "bad" : findings.length ? "borderline" : "good";
  return { grade, findings, measures };
}

/**
 *  @param {{mean: number, blown: number, range: number, sharpness: number, shortEdge: number}} m @param {number} minEdge
 *  @param {number} want share of the usual sharpness
 */
function opinions(m, minEdge, want) {
  const said = [];
  const say = (code, grade, sentence) => said.push({ code, grade, say: sentence });
  if (m.shortEdge < minEdge * 0.7) say("too_small", "bad", "照片太小，字会看不清，请靠近一些重新拍摄。");
  else if (m.shortEdge < minEdge) say("small", "borderline", "照片有点小，最好靠近一些再拍一张。");
  if (m.mean < 40) say("too_dark", "bad", "太暗了，请到亮一点的地方，或打开补光灯再拍。");
  else if (m.mean < 65) say("dark", "borderline", "光线偏暗，请看看字是否都能看清。");
  if (m.mean > 238) say("too_bright", "bad", "太亮了，请避开强光再拍。");
  else if (m.blown > 0.06 && m.mean > 150) say("glare", "borderline", "有反光，请稍微倾斜手机，避开灯光。");
  if (m.mean >= 40 && m.mean <= 238) {
    if (m.range < 24) say("nothing", "bad", "画面里看不到内容，请对准后再拍。");
    else if (m.sharpness < 120 * want) say("blurred", "bad", "拍糊了，请拿稳手机，等画面清楚后再拍。");
    else if (m.sharpness < 600 * want) say("soft", "borderline", "有点模糊，请看看字是否都能看清。");
  }
  return said;
}

/** @param {ImageBitmap|HTMLCanvasElement} picture */
function shortEdgeOf(picture) {
  return Math.min(picture.width, picture.height);
}

/** @param {CanvasImageSource & {width: number, height: number}} picture */
export function lumaOf(picture, longEdge = LONG_EDGE) {
  const scale = Math.min(1, longEdge / Math.max(picture.width, picture.height));
  const width = Math.max(3, Math.round(picture.width * scale));
  const height = Math.max(3, Math.round(picture.height * scale));
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, width, height);
  const rgba = pen.getImageData(0, 0, width, height).data;
  const luma = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < luma.length; i += 1, j += 4) {
    luma[i] = (rgba[j] * 77 + rgba[j + 1] * 150 + rgba[j + 2] * 29) >> 8; // Rec. 601
  }
  return { luma, width, height };
}

/**
 * @param {Uint8Array} luma
 * @returns {{mean: number, blown: number, range: number}} 0..255, share of burnt-out pixels 0..1, p99 − p1
 */
export function light(luma) {
  const histogram = new Uint32Array(256);
  let sum = 0;
  for (const value of luma) {
    histogram[value] += 1;
    sum += value;
  }
  let blown = 0;
  for (let value = 252; value < 256; value += 1) blown += histogram[value];
  return { mean: sum / luma.length, blown: blown / luma.length, range: spread(histogram, luma.length) };
}

/** @param {Uint32Array} histogram @param {number} total */
function spread(histogram, total) {
  let low = 0;
  let high = 255;
  for (let seen = histogram[0]; seen < total * 0.01; seen += histogram[low]) low += 1;
  for (let seen = histogram[255]; seen < total * 0.01; seen += histogram[high]) high -= 1;
  return Math.max(0, high - low);
}

/**
 * Variance of the Laplacian, averaged over the liveliest tenth of the blocks, after stretching the contrast (so that a
 * dim but sharp picture is not called blurred).
 * @param {Uint8Array} luma @param {number} width @param {number} height
 */
export function sharpness(luma, width, height) {
  const gain = Math.min(4, 200 / Math.max(1, light(luma).range));
  const scores = [];
  for (let top = 1; top + BLOCK < height; top += BLOCK) {
    for (let left = 1; left + BLOCK < width; left += BLOCK) scores.push(blockVariance(luma, width, left, top));
  }
  scores.sort((a, b) => b - a);
  const best = scores.slice(0, Math.max(1, Math.ceil(scores.length / 10)));
  return (best.reduce((sum, score) => sum + score, 0) / best.length || 0) * gain * gain;
}

/** @param {Uint8Array} luma @param {number} width @param {number} left @param {number} top */
function blockVariance(luma, width, left, top) {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < top + BLOCK; y += 1) {
    for (let at = y * width + left, end = at + BLOCK; at < end; at += 1) {
      const edge = 4 * luma[at] - luma[at - 1] - luma[at + 1] - luma[at - width] - luma[at + width];
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = BLOCK * BLOCK;
  return squares / count - (sum / count) ** 2;
}
