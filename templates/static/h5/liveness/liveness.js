/**
 * 真人检测: the guided capture on its page. Markup: templates/h5/liveness.html.
 *
 * States: idle, running, sending, done, failed, trouble; children carry `data-show="idle ..."`. Whatever happens, the
 * two other ways (a plain photograph, the station's desk) stay on the page.
 */
import { call, callPatiently, Problem, Unreachable } from "../api.js";
import { CameraTrouble, closeCamera, openCamera, playUntilVisible } from "../photo/stream.js";
import { base64, Interrupted, takeFrames } from "./capture.js";

// More pixels than are sent only keep an old phone busy.
const CAMERA = { width: 1280, height: 960 };
const ARROWS = { turn_left: "←", turn_right: "→", nod: "↓", closer: "⤢" };
const ASK_EVERY = 1200; // ms
const WAIT_AT_MOST = 45000; // ms; a clerk looks in the end, nobody need stand here
const SENT = {
  pass: "检测通过。",
  ask: "已收到，工作人员会再看一看。",
  fail: "这次没有通过。",
};

/** @param {HTMLElement} root */
export function attach(root) {
  const capture = new GuidedCapture(root);
  for (const button of root.querySelectorAll("[data-alive-start]")) button.addEventListener("click", () => capture.run());
  root.querySelector("[data-alive-stop]").addEventListener("click", () => capture.stop());
  window.addEventListener("pagehide", () => capture.stop());
}

class GuidedCapture {
  constructor(root) {
    this.root = root;
    this.video = this.find("video");
  }

  /** @param {string} part @returns {any} */
  find(part) {
    return this.root.querySelector(`[data-alive-${part}]`);
  }

  /** @param {"idle"|"running"|"sending"|"done"|"failed"|"trouble"} state @param {string} sentence @param {string[]} [why] */
  show(state, sentence, why = []) {
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll("[data-show]")) part.hidden = !part.dataset.show.split(" ").includes(state);
    this.say(sentence);
    this.point("");
    const list = this.find("why");
    list.hidden = why.length === 0;
    list.replaceChildren(...why.map((one) => Object.assign(document.createElement("li"), { textContent: one })));
  }

  /** @param {string} sentence */
  say(sentence) {
    this.find("say").textContent = sentence;
  }

  /** @param {string} action */
  point(action) {
    const arrow = this.find("arrow");
    arrow.hidden = !ARROWS[action];
    arrow.textContent = ARROWS[action] || "";
    arrow.dataset.way = action;
  }

  stop() {
    this.gate?.abort();
  }

  async run() {
    this.stop();
    this.gate = new AbortController();
    const { signal } = this.gate;
    try {
      await this.finish(await this.send(await this.take(signal)), signal);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {AbortSignal} signal @returns {Promise<object>} the body to send */
  async take(signal) {
    this.show("running", "正在打开摄像头…");
    this.find("stop").focus({ preventScroll: true });
    // The mirror and the sentence under it belong on the screen together.
    this.root.scrollIntoView({ block: "start" });
    const stream = await openCamera("user", CAMERA);
    try {
      await playUntilVisible(this.video, stream);
      const plan = await call(`${this.root.dataset.api}/challenges`, { method: "POST", signal });
      const ring = this.find("ring");
      const frames = await takeFrames(this.video, plan, {
        signal,
        step: ({ action, say }) => {
          this.say(say);
          this.point(action);
        },
        progress: (share) => ring.setAttribute("stroke-dashoffset", String(100 * (1 - share))),
      });
      const coded = frames.map(async ({ t_ms, step, blob }) => ({ t_ms, step, jpeg: await base64(blob) }));
      return { nonce: plan.nonce, frames: await Promise.all(coded) };
    } finally {
      closeCamera(stream);
      this.video.srcObject = null;
    }
  }

  /** @param {object} body */
  async send(body) {
    this.show("sending", "正在上传…");
    // One key for all tries: frames that arrived although the answer was lost are not sent as a second capture.
    const answer = await callPatiently(this.root.dataset.api, { json: body, timeout: 60000 });
    this.say("正在检测…");
    return answer;
  }

  /** @param {{state: string, verdict: string, sentences: string[]}} answer @param {AbortSignal} signal */
  async finish(answer, signal) {
    const limit = performance.now() + WAIT_AT_MOST;
    let found = answer;
    while (found.state !== "done" && performance.now() < limit && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
      found = await callPatiently(this.root.dataset.api, { signal });
    }
    const verdict = found.state === "done" ? found.verdict : "ask";
    this.root.parentElement.querySelector("[data-alive-before]")?.remove();
    this.show(verdict === "fail" ? "failed" : "done", SENT[verdict], verdict === "fail" ? found.sentences : []);
    if (verdict === "fail") this.find("say").focus();
    else this.find("next").focus();
    this.root.dispatchEvent(new CustomEvent("liveness:done", { bubbles: true, detail: { verdict } }));
  }

  fail(error) {
    if (error.name === "AbortError") {
      this.show("idle", "已停止。准备好后点“开始”。");
      this.root.querySelector("[data-alive-start]").focus();
      return;
    }
    const known = [CameraTrouble, Interrupted, Problem, Unreachable].some((kind) => error instanceof kind);
    if (!known) throw error;
    const say = error instanceof CameraTrouble ? error.message.replace("下面的办法", "下面的“拍照代替”") : error.message;
    this.show("trouble", say);
    this.find("say").focus();
  }
}
