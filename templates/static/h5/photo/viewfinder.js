/**
 * 取景: the full-screen live preview with its frame, hint and shutter.
 *
 * `takePhoto({frame, facing, title, hint})` resolves to a canvas, or null when the owner closed it; it rejects with
 * CameraTrouble. Keyboard: the shutter has the focus, so Enter or Space takes the picture; Escape goes back.
 */
import { closePanel, make, openPanel } from "../dom.js";
import { drawFrame, partToKeep } from "./frames.js";
import { crop } from "./picture.js";
import { closeCamera, hasTorch, hasTwoCameras, openCamera, playUntilVisible, setTorch } from "./stream.js";

const FULL_EDGE = 2600; // px kept before the byte budget decides

/**
 * @param {{frame: string, facing: "environment"|"user", title: string, hint: string}} wish
 * @returns {Promise<HTMLCanvasElement|null>}
 */
export function takePhoto(wish) {
  return new Promise((resolve, reject) => {
    const finder = new Viewfinder(wish, resolve, reject);
    finder.start();
  });
}

class Viewfinder {
  constructor(wish, resolve, reject) {
    this.wish = wish;
    this.facing = wish.facing;
    this.resolve = resolve;
    this.reject = reject;
    this.stream = null;
    this.build();
  }

  build() {
    const { title, hint } = this.wish;
    this.video = make("video", { class: "finder__video", muted: true, playsInline: true, autoplay: true, "aria-hidden": "true" });
    this.video.setAttribute("webkit-playsinline", "");
    this.overlay = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.overlay.setAttribute("class", "finder__overlay");
    this.overlay.setAttribute("aria-hidden", "true");
    this.status = make("p", { class: "finder__status", role: "status" }, "正在打开摄像头…");
    this.box = make("div", { class: "finder__box" }, this.video, this.overlay, this.status);
    this.shutter = this.button("finder__shutter", "拍照", () => this.shoot());
    this.shutter.disabled = true;
    this.torch = this.button("finder__side", "补光", () => this.toggleTorch());
    this.swap = this.button("finder__side", "换摄像头", () => this.switchCamera());
    this.torch.hidden = true;
    this.swap.hidden = true;
    const close = this.button("finder__close", "返回", () => this.finish(null));
    this.dialog = make(
      "dialog",
      { class: "finder", "aria-label": title },
      make("div", { class: "finder__top" }, close, make("strong", {}, title)),
      this.box,
      make("p", { class: "finder__hint" }, hint),
      make("div", { class: "finder__bar" }, make("span", { class: "finder__slot" }, this.torch), this.shutter,
        make("span", { class: "finder__slot" }, this.swap)),
    );
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.finish(null);
    });
    this.onResize = () => this.draw();
    // A phone call or the home button takes the camera away; come back to a living picture.
    this.onVisible = () => (document.hidden ? closeCamera(this.stream) : this.run());
  }

  /** @param {string} name @param {string} label @param {() => void} act */
  button(name, label, act) {
    const button = make("button", { type: "button", class: name, "aria-label": label }, make("span", {}, label));
    button.addEventListener("click", act);
    return button;
  }

  start() {
    openPanel(this.dialog);
    window.addEventListener("resize", this.onResize);
    document.addEventListener("visibilitychange", this.onVisible);
    this.draw();
    this.run();
  }

  async run() {
    const turn = (this.turn || 0) + 1;
    this.turn = turn;
    this.shutter.disabled = true;
    this.status.textContent = "正在打开摄像头…";
    closeCamera(this.stream);
    try {
      const stream = await openCamera(this.facing);
      // Closed, or switched again, while the camera was opening: this picture is nobody's.
      if (!this.dialog.isConnected || turn !== this.turn) return closeCamera(stream);
      this.stream = stream;
      this.dialog.classList.toggle("finder_mirror", this.facing === "user");
      await playUntilVisible(this.video, stream);
      this.torch.hidden = !hasTorch(stream);
      this.swap.hidden = !(await hasTwoCameras());
      this.status.textContent = "";
      this.shutter.disabled = false;
      this.shutter.focus();
    } catch (error) {
      if (this.dialog.isConnected && turn === this.turn && !document.hidden) this.finish(null, error);
    }
    return undefined;
  }

  draw() {
    const { width, height } = this.box.getBoundingClientRect();
    if (width && height) drawFrame(this.overlay, this.wish.frame, width, height);
  }

  shoot() {
    const video = { width: this.video.videoWidth, height: this.video.videoHeight };
    const canvas = crop(this.video, partToKeep(this.wish.frame, video, this.box.getBoundingClientRect()), FULL_EDGE);
    this.finish(canvas);
  }

  async toggleTorch() {
    const on = this.torch.getAttribute("aria-pressed") !== "true";
    this.torch.setAttribute("aria-pressed", String(on));
    await setTorch(this.stream, on);
  }

  switchCamera() {
    this.facing = this.facing === "user" ? "environment" : "user";
    this.run();
  }

  /** @param {HTMLCanvasElement|null} canvas @param {Error} [error] */
  finish(canvas, error) {
    window.removeEventListener("resize", this.onResize);
    document.removeEventListener("visibilitychange", this.onVisible);
    closeCamera(this.stream);
    this.video.srcObject = null;
    closePanel(this.dialog);
    if (error) this.reject(error);
    else this.resolve(canvas);
  }
}
