/**
 * 笔迹: a signature as data: where the pen was, when, and how hard it pressed. Pure functions, no page.
 *
 * A signature is `{box: {w, h}, strokes: [[{x, y, t, p}, ...], ...]}`: box in CSS px; x and y as shares 0..1 of the box
 * measured from its top left corner; t in ms since the first touch; p pressure 0..1 as the device reported it
 * (a mouse always says 0.5, some fingers 0). Time and pressure are evidence: they are never smoothed or invented.
 *
 * @typedef {{x: number, y: number, t: number, p: number}} Point
 * @typedef {{box: {w: number, h: number}, strokes: Point[][]}} Signature
 */

const LEAST_INK = 120; // CSS px along the pen's way; two short characters need more
const LEAST_SPAN = 60; // CSS px across the ink; a dot or a tick is no signature
const LINE = 1.12; // way ÷ distance of a single stroke that is only a line

/** @param {Signature} signature @returns {{ok: boolean, code: string, say: string}} */
export function judgeStrokes({ box, strokes }) {
  const points = strokes.flat();
  if (points.length === 0) return { ok: false, code: "empty", say: "请在框内签名。" };
  const ink = strokes.reduce((sum, stroke) => sum + inkOf(stroke, box), 0);
  const span = spanOf(points, box);
  if (ink < LEAST_INK || span < LEAST_SPAN) return { ok: false, code: "too_short", say: "签名太短，请写下完整的姓名。" };
  if (strokes.length === 1 && ink / span < LINE) return { ok: false, code: "line", say: "这只是一条线，请写下完整的姓名。" };
  return { ok: true, code: "ok", say: "签名已写好。" };
}

/** @param {Point[]} stroke @param {{w: number, h: number}} box @returns {number} px */
function inkOf(stroke, box) {
  let way = 0;
  for (let i = 1; i < stroke.length; i += 1) {
    way += Math.hypot((stroke[i].x - stroke[i - 1].x) * box.w, (stroke[i].y - stroke[i - 1].y) * box.h);
  }
  return way;
}

/** @param {Point[]} points @param {{w: number, h: number}} box @returns {number} px, the diagonal of what is inked */
function spanOf(points, box) {
  const xs = points.map((point) => point.x * box.w);
  const ys = points.map((point) => point.y * box.h);
  return Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

/**
 * The same ink in another box, not stretched: scaled to fit and centred. For a turned phone.
 * @param {Signature} signature @param {{w: number, h: number}} box @returns {Signature}
 */
export function refit({ box: from, strokes }, box) {
  const scale = Math.min(box.w / from.w, box.h / from.h);
  const left = (box.w - from.w * scale) / 2;
  const top = (box.h - from.h * scale) / 2;
  const move = (point) => ({
    ...point,
    x: round((point.x * from.w * scale + left) / box.w),
    y: round((point.y * from.h * scale + top) / box.h),
  });
  return { box, strokes: strokes.map((stroke) => stroke.map(move)) };
}

/** @param {number} value a tenth of a pixel is plenty, and keeps the JSON short */
export function round(value) {
  return Math.round(value * 10000) / 10000;
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Signature} signature @param {{w: number, h: number}} size CSS px
 */
export function drawStrokes(pen, signature, size) {
  for (const stroke of signature.strokes) {
    for (let i = 0; i < stroke.length; i += 1) drawStep(pen, stroke, i, size);
  }
}

/**
 * Draw the way to point i: a curve through the midpoints, as wide as the pen pressed or, without pressure, as it was slow.
 * @param {CanvasRenderingContext2D} pen @param {Point[]} stroke @param {number} i @param {{w: number, h: number}} size
 */
export function drawStep(pen, stroke, i, size) {
  const at = (k) => [stroke[Math.max(0, k)].x * size.w, stroke[Math.max(0, k)].y * size.h];
  const [x0, y0] = at(i - 2);
  const [x1, y1] = at(i - 1);
  const [x2, y2] = at(i);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.lineWidth = widthAt(stroke, i, Math.hypot(x2 - x1, y2 - y1));
  pen.beginPath();
  pen.moveTo((x0 + x1) / 2, (y0 + y1) / 2);
  pen.quadraticCurveTo(x1, y1, (x1 + x2) / 2, (y1 + y2) / 2);
  if (i === stroke.length - 1) pen.lineTo(x2, y2);
  pen.stroke();
}

/** @param {Point[]} stroke @param {number} i @param {number} step px @returns {number} px */
function widthAt(stroke, i, step) {
  const { p, t } = stroke[i];
  if (p > 0 && p < 1 && p !== 0.5) return 1.6 + 3.2 * p;
  const speed = i ? step / Math.max(1, t - stroke[i - 1].t) : 0.3; // px per ms
  return 2 + 2.2 / (1 + speed * 1.6);
}
