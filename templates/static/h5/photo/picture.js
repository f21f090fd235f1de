/**
 * 照片处理: opens a chosen file the right way up, and makes the JPEG that is sent: no larger than the archive needs.
 */

const MOST_PIXELS = 60e6; // more would kill the tab of an old phone while decoding
const MOST_BYTES = 30 * 1024 * 1024; // of a chosen file

/** A file that cannot become a picture; `message` is for the owner. */
export class NotAPicture extends Error {}

/**
 * @param {File} file
 * @returns {Promise<HTMLCanvasElement>} upright (EXIF orientation applied), at full size
 * @throws {NotAPicture}
 */
export async function open(file) {
  if (file.size > MOST_BYTES) throw new NotAPicture("这个文件超过 30 MB，请重新拍一张。");
  const head = new DataView(await file.slice(0, 256 * 1024).arrayBuffer());
  const pixels = pixelsIn(head);
  if (pixels > MOST_PIXELS) throw new NotAPicture("这张照片的像素太大，请用手机重新拍一张。");
  const image = new Image();
  const url = URL.createObjectURL(file);
  try {
    image.src = url;
    await image.decode();
    // An <img> in the page obeys EXIF orientation everywhere; createImageBitmap does not in older WeChat.
    return crop(image, { x: 0, y: 0, width: image.naturalWidth, height: image.naturalHeight }, 2400);
  } catch {
    throw new NotAPicture("这个文件不是能打开的照片，请选择 JPG 或 PNG 照片，或直接拍照。");
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {DataView} head @returns {number} width × height told by a PNG or JPEG header, 0 when it does not say */
export function pixelsIn(head) {
  if (head.byteLength > 24 && head.getUint32(0) === 0x89504e47) return head.getUint32(16) * head.getUint32(20);
  if (head.byteLength < 4 || head.getUint16(0) !== 0xffd8) return 0;
  for (let at = 2; at + 9 < head.byteLength; ) {
    const marker = head.getUint16(at);
    const frame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (frame) return head.getUint16(at + 5) * head.getUint16(at + 7);
    if (marker < 0xff01) return 0;
    at += 2 + head.getUint16(at + 2);
  }
  return 0;
}

/**
 * Copy a part of an image or video frame onto a canvas.
 * @param {CanvasImageSource} source @param {{x: number, y: number, width: number, height: number}} part in source px
 * @param {number} maxEdge px of the long edge
 */
export function crop(source, part, maxEdge) {
  const scale = Math.min(1, maxEdge / Math.max(part.width, part.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(part.width * scale));
  canvas.height = Math.max(1, Math.round(part.height * scale));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "#fff"; // a transparent PNG would turn black as JPEG
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * Make the JPEG to send, within the byte budget: first the quality gives way (to 0.6), then the size.
 * @param {HTMLCanvasElement} canvas
 * @param {{maxEdge: number, quality: number, maxBytes: number}} budget px, 0..1, bytes
 * @returns {Promise<Blob>}
 */
export async function encode(canvas, { maxEdge, quality, maxBytes }) {
  for (let edge = maxEdge; ; edge = Math.round(edge * 0.85)) {
    const part = { x: 0, y: 0, width: canvas.width, height: canvas.height };
    const sized = crop(canvas, part, edge);
    for (let q = quality; q >= 0.6; q -= 0.08) {
      const blob = await new Promise((resolve) => sized.toBlob(resolve, "image/jpeg", q));
      if (blob && (blob.size <= maxBytes || edge < 900)) return blob;
    }
    if (edge < 900) throw new NotAPicture("手机内存不足，没能处理这张照片，请关掉其他应用后再试。");
  }
}
