/**
 * 拍摄: one guided capture on the page: take or choose, judge, retake or use, send, done. Markup: macro `photo_capture`.
 *
 * Data on `[data-kit=photo]`: collection, kind, frame (frames.js), facing, title, hint, max-edge (px), quality (0..1),
 * max-bytes, min-edge (px), next (address to go to when sent). Children carry `data-show="idle review ..."` and are
 * visible in those states: idle, review, sending, done, trouble. Never a dead end: `trouble` shows three ways on, and
 * after three refused pictures the owner may send one anyway for a person to look at.
 */
import { showProblem } from "../notices.js";
import { deliver, forget, send, unfinished } from "../upload/uploader.js";
import { hasPrint } from "./frames.js";
import { encode, NotAPicture, open } from "./picture.js";
import { judge } from "./quality.js";
import { CameraTrouble } from "./stream.js";
import { takePhoto } from "./viewfinder.js";

const TRIES = 3;

/** @param {HTMLElement} root */
export function attach(root) {
  const capture = new Capture(root);
  capture.resume();
}

class Capture {
  constructor(root) {
    const { collection, kind, maxEdge, quality, maxBytes, minEdge } = root.dataset;
    this.root = root;
    this.place = { collection, kind };
    this.budget = { maxEdge: Number(maxEdge) || 2000, quality: Number(quality) || 0.85, maxBytes: Number(maxBytes) || 900000 };
    this.minEdge = Number(minEdge) || 600;
    this.refused = 0;
    this.picture = null; // {blob, filename, captured}
    this.find("verdict").setAttribute("role", "status");
    this.show(root.dataset.state || "idle");
    for (const button of root.querySelectorAll("[data-shot-camera]")) button.addEventListener("click", () => this.shoot());
    for (const input of root.querySelectorAll("[data-shot-file]")) {
      input.addEventListener("change", () => this.choose(input));
    }
    this.find("use").addEventListener("click", () => this.use());
    this.find("cancel").addEventListener("click", () => this.cancel());
  }

  /** @param {string} part @returns {HTMLElement} */
  find(part) {
    return this.root.querySelector(`[data-shot-${part}]`);
  }

  /** @param {"idle"|"review"|"sending"|"done"|"trouble"} state */
  show(state) {
    this.root.querySelector("[data-shot-again]").classList.replace("weui-btn_primary", "weui-btn_default");
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll("[data-show]")) part.hidden = !part.dataset.show.split(" ").includes(state);
  }

  /** @param {string[]} sentences @param {string} grade */
  say(sentences, grade = "") {
    const verdict = this.find("verdict");
    verdict.dataset.grade = grade;
    verdict.replaceChildren(...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }));
  }

  async shoot() {
    const { frame, facing, title, hint } = this.root.dataset;
    try {
      const canvas = await takePhoto({ frame, facing: facing || "environment", title, hint });
      if (canvas) await this.review(canvas, "camera");
      else this.root.querySelector("[data-shot-camera]:not([hidden])")?.focus();
    } catch (error) {
      if (!(error instanceof CameraTrouble || error instanceof NotAPicture)) throw error;
      this.root.dataset.trouble = error.reason || "memory";
      this.show("trouble");
      this.say([error.message], "bad");
      this.find("ways").focus();
    }
  }

  /** @param {HTMLInputElement} input */
  async choose(input) {
    const file = input.files[0];
    input.value = ""; // choosing the same file again must count
    if (!file) return;
    try {
      await this.review(await open(file), "file");
    } catch (error) {
      if (!(error instanceof NotAPicture)) throw error;
      this.say([error.message], "bad");
    }
  }

  /** @param {HTMLCanvasElement} canvas @param {"camera"|"file"} captured */
  async review(canvas, captured) {
    const { grade, findings, measures } = judge(canvas, { minEdge: this.minEdge, print: hasPrint(this.root.dataset.frame) });
    this.picture = { blob: await encode(canvas, this.budget), filename: `${this.place.kind}.jpg`, captured };
    if (grade === "bad") this.refused += 1;
    this.preview(this.picture.blob);
    this.show("review");
    this.say(findings.length ? findings.map((f) => f.say) : ["照片清楚。"], grade);
    const use = this.find("use");
    const allowed = grade !== "bad" || this.refused >= TRIES;
    use.hidden = !allowed;
    use.textContent = { good: "使用这张", borderline: "就用这张" }[grade] || "仍要使用，请工作人员查看";
    const again = this.root.querySelector("[data-shot-camera][data-shot-again]");
    again.classList.toggle("weui-btn_primary", !allowed);
    again.classList.toggle("weui-btn_default", allowed);
    (allowed ? use : again).focus();
    const detail = { grade, findings, measures, captured, bytes: this.picture.blob.size };
    this.root.dispatchEvent(new CustomEvent("photo:taken", { bubbles: true, detail }));
  }

  /** @param {Blob} blob */
  preview(blob) {
    const image = this.find("preview");
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(blob);
    image.hidden = false;
    this.find("sample")?.setAttribute("hidden", "");
  }

  use() {
    this.transmit((watch) => send({ ...this.place, ...this.picture }, watch));
  }

  /** Go on with a picture that a reload interrupted. */
  async resume() {
    const parcel = await unfinished(this.place.collection, this.place.kind);
    if (!parcel) return;
    const { blob, filename, captured } = parcel;
    this.picture = { blob, filename, captured };
    this.preview(parcel.blob);
    await this.transmit((watch) => deliver(parcel, watch));
  }

  /** @param {(watch: import("../upload/uploader.js").Watch) => Promise<any>} go */
  async transmit(go) {
    this.gate = new AbortController();
    this.show("sending");
    this.say([]);
    try {
      const answer = await go({
        signal: this.gate.signal,
        progress: (sent, size) => this.progress(sent, size),
        state: (state) => this.tell(state),
      });
      this.finish(answer);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {number} sent @param {number} size bytes */
  progress(sent, size) {
    const share = Math.floor((sent / size) * 100);
    this.find("bar").value = share;
    this.find("share").textContent = `${share}%`;
    this.root.dispatchEvent(new CustomEvent("upload:progress", { bubbles: true, detail: { sent, size } }));
  }

  /** @param {"sending"|"waiting"|"finishing"} state */
  tell(state) {
    const sentences = { sending: "正在上传…", waiting: "网络已断开，恢复后会自动继续…", finishing: "正在保存…" };
    const line = this.find("sending");
    if (line.textContent !== sentences[state]) line.textContent = sentences[state];
  }

  finish(answer) {
    this.show("done");
    this.say(["已上传。"], "good");
    this.root.dispatchEvent(new CustomEvent("upload:done", { bubbles: true, detail: { answer } }));
    const next = answer?.next || this.root.dataset.next;
    if (next && this.root.dataset.go === "at-once") window.location.assign(next);
    const link = this.find("next");
    if (!link) return;
    if (next) link.href = next;
    link.focus();
  }

  fail(error) {
    this.root.dispatchEvent(new CustomEvent("upload:failed", { bubbles: true, detail: { error } }));
    this.show(this.picture ? "review" : "idle");
    this.find("use").hidden = !this.picture;
    if (error.name === "AbortError") {
      this.say(["已取消上传。"]);
      return;
    }
    this.say([error.message], "bad");
    if (!error.status) showProblem(error);
    this.root.querySelector("[data-shot-camera][data-shot-again]").focus();
  }

  async cancel() {
    this.gate?.abort();
    await forget(this.place.collection, this.place.kind);
  }
}
