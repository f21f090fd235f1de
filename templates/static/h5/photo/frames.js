/**
 * 取景框: the shapes that guide a capture, and the part of the picture each keeps.
 *
 * Cards are cropped to the frame plus a margin, so that their small print gets most of the pixels sent; a car or a face
 * keeps everything the owner saw.
 */

/** @type {Record<string, {ratio: number, share: number, oval?: boolean, margin: number|null}>} ratio = width ÷ height */
export const FRAMES = {
  id_card: { ratio: 85.6 / 54, share: 0.9, margin: 0.12 }, // ISO/IEC 7810 ID-1
  licence: { ratio: 88 / 60, share: 0.9, margin: 0.12 }, // 行驶证 main page, GA 37
  business_licence: { ratio: 297 / 210, share: 0.92, margin: 0.1 }, // 营业执照副本, A4 landscape
  letter: { ratio: 210 / 297, share: 0.9, margin: 0.08 }, // A4 portrait: 委托书
  car: { ratio: 4 / 3, share: 0.96, margin: null },
  vin: { ratio: 4, share: 0.92, margin: 0.35 },
  selfie: { ratio: 0.76, share: 0.7, oval: true, margin: null },
};

/** @param {string} name @returns {boolean} whether small print in the frame must be legible */
export function hasPrint(name) {
  return (FRAMES[name] || FRAMES.id_card).margin !== null;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Where the frame lies in a box of the screen, in the box's px; a little above the middle, clear of the shutter.
 * @param {string} name @param {number} width @param {number} height
 */
export function frameIn(name, width, height) {
  const { ratio, share } = FRAMES[name] || FRAMES.id_card;
  const frameWidth = Math.min(width * share, height * 0.72 * ratio);
  const frameHeight = frameWidth / ratio;
  return { x: (width - frameWidth) / 2, y: (height - frameHeight) * 0.46, width: frameWidth, height: frameHeight };
}

/**
 * Draw the frame over the preview.
 * @param {SVGSVGElement} svg @param {string} name @param {number} width @param {number} height
 */
export function drawFrame(svg, name, width, height) {
  const { oval } = FRAMES[name] || FRAMES.id_card;
  const box = frameIn(name, width, height);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const hole = oval ? ellipse(box) : roundedRect(box, Math.min(14, box.height / 8));
  const shade = document.createElementNS(SVG, "path");
  shade.setAttribute("class", "frame-shade");
  shade.setAttribute("fill-rule", "evenodd");
  shade.setAttribute("d", `M0 0H${width}V${height}H0Z ${hole}`);
  const edge = document.createElementNS(SVG, "path");
  edge.setAttribute("class", "frame-edge");
  edge.setAttribute("d", oval ? hole : corners(box));
  svg.replaceChildren(shade, edge);
}

/** @param {{x: number, y: number, width: number, height: number}} b @param {number} r */
function roundedRect({ x, y, width: w, height: h }, r) {
  const arc = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w - 2 * r}${arc(r, r)}v${h - 2 * r}${arc(-r, r)}h${2 * r - w}${arc(-r, -r)}v${2 * r - h}${arc(r, -r)}Z`;
}

/** @param {{x: number, y: number, width: number, height: number}} b */
function ellipse({ x, y, width, height }) {
  const [rx, ry] = [width / 2, height / 2];
  return `M${x} ${y + ry}a${rx} ${ry} 0 1 1 ${width} 0a${rx} ${ry} 0 1 1 ${-width} 0Z`;
}

/** @param {{x: number, y: number, width: number, height: number}} b */
function corners({ x, y, width, height }) {
  const arm = Math.min(34, height * 0.3);
  const [right, bottom] = [x + width, y + height];
  return [
    `M${x} ${y + arm}V${y}H${x + arm}`,
    `M${right - arm} ${y}H${right}V${y + arm}`,
    `M${right} ${bottom - arm}V${bottom}H${right - arm}`,
    `M${x + arm} ${bottom}H${x}V${bottom - arm}`,
  ].join(" ");
}

/**
 * The part of the video to keep: the frame with its margin, or all that was visible. The preview fills its box like
 * CSS object-fit: cover, so what lies outside the box was never seen and is not sent.
 * @param {string} name @param {{width: number, height: number}} video px @param {{width: number, height: number}} box px
 */
export function partToKeep(name, video, box) {
  const scale = Math.max(box.width / video.width, box.height / video.height);
  const left = (video.width * scale - box.width) / 2;
  const top = (video.height * scale - box.height) / 2;
  const { margin } = FRAMES[name] || FRAMES.id_card;
  let wanted = { x: 0, y: 0, width: box.width, height: box.height };
  if (margin !== null) {
    const frame = frameIn(name, box.width, box.height);
    const [dx, dy] = [frame.width * margin, frame.height * margin];
    wanted = { x: frame.x - dx, y: frame.y - dy, width: frame.width + 2 * dx, height: frame.height + 2 * dy };
  }
  const x = Math.max(0, (wanted.x + left) / scale);
  const y = Math.max(0, (wanted.y + top) / scale);
  return {
    x,
    y,
    width: Math.min(video.width - x, wanted.width / scale),
    height: Math.min(video.height - y, wanted.height / scale),
  };
}
