/**
 * 借字体: lends Noto Sans SC to a computer without any Chinese font (a fresh Debian, a kiosk).
 *
 * Phones have Chinese fonts and must not download ten megabytes, and CSS alone cannot tell: Android's fallback font has
 * no name a stylesheet may ask for. So we look: without a font, two different characters draw the same empty box.
 */

const FACES = [
  ["400", "/static/vendor/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"],
  ["600", "/static/vendor/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf"],
];

/** @param {string} character @returns {string} its pixels */
function pixelsOf(character) {
  const canvas = document.createElement("canvas");
  canvas.width = 24;
  canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "20px sans-serif";
  pen.fillText(character, 2, 20);
  return pen.getImageData(0, 0, 24, 24).data.join();
}

/** @returns {boolean} whether this device cannot draw Chinese */
export function lacksChinese() {
  return pixelsOf("车") === pixelsOf("国");
}

/** Load the lent font where it is needed; `html[data-font]` says how it went (own, loading, lent, missing). */
export async function lendFont() {
  const root = document.documentElement;
  if (!lacksChinese()) {
    root.dataset.font = "own";
    return;
  }
  root.dataset.font = "loading";
  const faces = FACES.map(([weight, url]) => new FontFace("CWT Lent Sans", `url("${url}")`, { weight }));
  for (const face of faces) document.fonts.add(face);
  const loads = await Promise.allSettled(faces.map((face) => face.load()));
  root.dataset.font = loads.some((load) => load.status === "fulfilled") ? "lent" : "missing";
}
