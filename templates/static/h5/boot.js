/**
 * 启动: gives life to a plain page. `_base.html` loads this one module; nothing else needs a script tag.
 *
 * How to use the kit: write plain HTML with the macros of `templates/h5/_macros.html`; an element with
 * `data-kit="name"` gets `attach(element)` of the module below, loaded only where it is used. Modules talk through
 * bubbling DOM events, so a page reacts without its own script:
 *
 * | data-kit       | module               | events it sends                                              |
 * |----------------|----------------------|--------------------------------------------------------------|
 * | form           | forms.js             | form:answer {answer}, form:problem {error}                   |
 * | photo          | photo/camera.js      | photo:taken, upload:progress, upload:done {answer}, upload:failed |
 * | liveness       | liveness/liveness.js | liveness:done {verdict}                                      |
 * | signature      | sign/signature.js    | signature:change {signature, verdict}                        |
 * | confirm        | confirm.js           | reading:done {reading}                                       |
 * | sms            | sms.js               | sms:sent                                                     |
 * | access-code    | access_code.js       | code:expired                                                 |
 * | share          | share.js             |                                                              |
 * | begin          | begin.js             | (form whose answer names the collection to go to)            |
 * | live           | live.js              | (reloads or goes on when the server says something changed)  |
 * | print          | print.js             |                                                              |
 * | licence        | licence.js           | (fills a form with what a vehicle licence's photograph says)  |
 * | reading        | sign/reading.js      | (a document is read to its end)                              |
 * | signing        | sign/signing.js      | (the pad appears once every document is read)                |
 * | pay            | pay.js               | (begins to pay: WeChat's window, or away to the channel)     |
 * | pay-wait       | pay_wait.js          | (has the server ask the channel until it knows)              |
 * | drop           | drop.js              | (a form takes a file that is dropped on it)                   |
 */
import { attachBigType } from "./bigtype.js";
import { lendFont } from "./fonts.js";
import { letGo } from "./hold.js";
import { watchNetwork } from "./notices.js";

const KIT = {
  form: () => import("./forms.js"),
  photo: () => import("./photo/camera.js"),
  liveness: () => import("./liveness/liveness.js"),
  signature: () => import("./sign/signature.js"),
  confirm: () => import("./confirm.js"),
  sms: () => import("./sms.js"),
  "access-code": () => import("./access_code.js"),
  share: () => import("./share.js"),
  begin: () => import("./begin.js"),
  live: () => import("./live.js"),
  print: () => import("./print.js"),
  licence: () => import("./licence.js"),
  reading: () => import("./sign/reading.js"),
  signing: () => import("./sign/signing.js"),
  drop: () => import("./drop.js"),
  pay: () => import("./pay.js"),
  "pay-wait": () => import("./pay_wait.js"),
};

/**
 * Attach every component below `root` that is not attached yet. Call it again after adding HTML to the page.
 * @param {ParentNode} [root]
 */
export async function attachAll(root = document) {
  const waiting = root.querySelectorAll("[data-kit]:not([data-kit-ready])");
  await Promise.all(Array.from(waiting, async (element) => {
    const load = KIT[element.dataset.kit];
    if (!load) throw new Error(`no kit module is called ${element.dataset.kit}`);
    element.dataset.kitReady = "loading";
    const { attach } = await load();
    attach(element);
    element.dataset.kitReady = "yes";
  }));
}

/** A page kept by the browser's back button is stale: its task states and CSRF token may have changed. */
function reloadWhenRestored() {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

watchNetwork();
attachBigType();
reloadWhenRestored();
lendFont();
// No top-level await: WeChat on iOS 14 does not know it, and the whole kit would be missing there.
attachAll().then(() => {
  document.documentElement.classList.add("kit-ready");
  letGo();
});
