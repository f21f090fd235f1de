/**
 * 手写签名: the signature canvas. Markup: macro `signature_pad`; the strokes' format is in strokes.js.
 *
 * The hidden input `[data-sign-value]` (data-type="json") holds the signature while it is good enough, else nothing, so
 * a plain `data-kit="form"` around it sends strokes, not a picture. 横屏签名 opens the same ink on the whole screen,
 * written along the phone's long side; on a phone held upright the axis is turned, never the stored strokes.
 * Who cannot draw has `[data-sign-other]`: type the name, or sign at a station.
 */
import { closePanel, make, openPanel } from "../dom.js";
import { drawStep, drawStrokes, judgeStrokes, refit, round } from "./strokes.js";

/** @param {HTMLElement} root */
export function attach(root) {
  const sheet = new Sheet(root);
  sheet.settle();
}

class Sheet {
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.signature = { box: { w: 1, h: 1 }, strokes: [] };
    this.box = this.signature.box; // of the canvas as it is now; the signature keeps the box it was written in
    this.stroke = null;
    this.turned = false; // whole screen on an upright phone: x runs down the screen
    this.dialog = null;
    this.home = this.canvas.parentElement;
    this.listen();
  }

  /** @param {string} part @returns {HTMLElement|null} */
  find(part) {
    return this.root.querySelector(`[data-sign-${part}]`);
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.up(event));
    canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // iOS magnifier
    this.find("undo").addEventListener("click", () => this.undo());
    this.find("clear").addEventListener("click", () => this.clear());
    this.find("wide")?.addEventListener("click", () => this.widen());
    window.addEventListener("resize", () => this.settle());
    for (const name of ["toggle", "input"]) this.find("other")?.addEventListener(name, () => this.tell());
  }

  /** Measure the canvas, sharp on every screen; ink written in another shape is shown fitted, and stays as written. */
  settle() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width || !height) return;
    this.turned = Boolean(this.dialog) && height > width;
    this.box = this.turned ? { w: round(height), h: round(width) } : { w: round(width), h: round(height) };
    if (!this.signature.strokes.length) this.signature.box = this.box;
    const dots = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dots);
    this.canvas.height = Math.round(height * dots);
    this.pen.setTransform(dots, 0, 0, dots, 0, 0);
    if (this.turned) this.pen.transform(0, 1, -1, 0, width, 0);
    this.redraw();
    this.tell();
  }

  redraw() {
    this.pen.clearRect(0, 0, this.box.w, this.box.h);
    this.pen.strokeStyle = "#10131a";
    drawStrokes(this.pen, this.fitted(), this.box);
  }

  /** @returns {import("./strokes.js").Signature} the ink as the canvas shows it now */
  fitted() {
    const { box } = this.signature;
    return box.w === this.box.w && box.h === this.box.h ? this.signature : refit(this.signature, this.box);
  }

  /** @param {PointerEvent} event @returns {import("./strokes.js").Point} */
  point(event) {
    const rect = this.canvas.getBoundingClientRect();
    const across = (event.clientX - rect.left) / rect.width;
    const down = (event.clientY - rect.top) / rect.height;
    const [x, y] = this.turned ? [down, 1 - across] : [across, down];
    const inside = (value) => round(Math.min(1, Math.max(0, value)));
    // timeStamp is the moment the hardware saw the pen, not when this code ran.
    this.began ??= event.timeStamp;
    return { x: inside(x), y: inside(y), t: Math.round(event.timeStamp - this.began), p: round(event.pressure) };
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (!event.isPrimary || event.button > 0) return; // a palm or a second finger is not the pen
    event.preventDefault();
    this.canvas.setPointerCapture?.(event.pointerId);
    this.signature = this.fitted(); // going on in another shape: one box for all strokes
    this.stroke = [];
    this.signature.strokes.push(this.stroke);
    this.add(event);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.stroke || !event.isPrimary) return;
    event.preventDefault();
    const all = event.getCoalescedEvents?.() || [];
    for (const sample of all.length ? all : [event]) this.add(sample);
  }

  /** @param {PointerEvent} event */
  add(event) {
    const point = this.point(event);
    const last = this.stroke[this.stroke.length - 1];
    if (last && last.x === point.x && last.y === point.y && last.p === point.p) return;
    this.stroke.push(point);
    drawStep(this.pen, this.stroke, this.stroke.length - 1, this.box);
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (!this.stroke || !event.isPrimary) return;
    this.stroke = null;
    this.redraw();
    this.tell();
  }

  undo() {
    this.signature.strokes.pop();
    this.redraw();
    this.tell();
  }

  clear() {
    this.signature = { box: this.box, strokes: [] };
    this.began = undefined;
    this.redraw();
    this.tell();
  }

  /** Tell the form, the screen reader and the page what the ink is worth. */
  tell() {
    const { strokes } = this.signature;
    const verdict = judgeStrokes(this.signature);
    const way = this.find("other");
    const typed = (way?.open && way.querySelector("input")?.value.trim()) || null;
    const value = this.find("value");
    value.value = verdict.ok ? JSON.stringify(this.signature) : "";
    value.toggleAttribute("data-required", !typed);
    value.dataset.say = verdict.say;
    value.dispatchEvent(new Event("input", { bubbles: true }));
    this.root.classList.toggle("sheet_inked", strokes.length > 0);
    for (const part of ["undo", "clear"]) this.find(part).disabled = strokes.length === 0;
    const line = this.find("verdict");
    const sentence = strokes.length ? verdict.say : "";
    if (line.textContent !== sentence) line.textContent = sentence;
    line.dataset.grade = verdict.ok ? "good" : "bad";
    const detail = { signature: this.signature, verdict, typed };
    this.root.dispatchEvent(new CustomEvent("signature:change", { bubbles: true, detail }));
  }

  /** Give the canvas the whole screen. */
  widen() {
    const tool = (label, act, extra = "") => {
      const button = make("button", { type: "button", class: `weui-btn ${extra || "weui-btn_default"}` }, label);
      button.addEventListener("click", act);
      return button;
    };
    const bar = make("div", { class: "wide__bar" }, tool("撤销一笔", () => this.undo()), tool("重写", () => this.clear()),
      tool("写好了", () => this.narrow(), "weui-btn_primary"));
    this.dialog = make("dialog", { class: "wide", "aria-label": "横屏签名" }, make("div", { class: "wide__sheet" }, this.canvas), bar);
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.narrow();
    });
    openPanel(this.dialog);
    this.settle();
  }

  narrow() {
    const { dialog } = this;
    this.dialog = null;
    this.home.append(this.canvas);
    closePanel(dialog);
    this.settle();
    this.find("wide").focus();
  }
}
