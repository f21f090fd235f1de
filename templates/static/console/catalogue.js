/**
 * 导入车型库: sends the file of `form[data-import]` in pieces of its `data-piece` bytes and goes on where the line broke.
 */

import { call, callPatiently } from "../h5/api.js";
import { explain } from "./notices.js";

const LONG = 120000; // ms: a large file is put together and copied before the answer
const ELSEWHERE = "UP-103";

/** Listen once for the whole page. */
export function listenForImports() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-import]")) return;
    event.preventDefault();
    send(event.target);
  });
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const file = form.elements.file.files[0];
  if (!file || form.getAttribute("aria-busy") === "true") return;
  const place = form.querySelector("[data-error]");
  place.hidden = true;
  busy(form, true);
  try {
    const { upload } = await call(form.dataset.import, { json: { name: file.name, size: file.size } });
    await sendPieces(form, file, `${form.dataset.import}/${upload}`);
    const answer = await callPatiently(`${form.dataset.import}/${upload}/finish`, { method: "POST", timeout: LONG });
    location.assign(answer.go);
  } catch (error) {
    if (error.name === "Unreachable" || error.status === 401) explain(error);
    else {
      place.textContent = error.message;
      place.hidden = false;
    }
    busy(form, false);
  }
}

async function sendPieces(form, file, address) {
  const piece = Number(form.dataset.piece);
  for (let offset = 0; offset < file.size; ) {
    tell(form, offset, file.size);
    const headers = { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" };
    try {
      const body = file.slice(offset, offset + piece);
      ({ offset } = await callPatiently(address, { method: "PATCH", body, headers, timeout: LONG }));
    } catch (error) {
      // The piece arrived and its answer was lost: go on from where the server is.
      if (error.code !== ELSEWHERE) throw error;
      offset = error.body.facts.offset;
    }
  }
  tell(form, file.size, file.size);
}

function tell(form, sent, size) {
  const meter = form.querySelector("progress");
  meter.hidden = false;
  meter.max = size;
  meter.value = sent;
  form.querySelector("[data-sent]").textContent = sent < size ? `已上传 ${Math.floor((100 * sent) / size)}%` : "已上传，正在保存…";
}

function busy(form, on) {
  form.setAttribute("aria-busy", String(on));
  form.querySelector("button").setAttribute("aria-busy", String(on));
  if (!on) form.querySelector("progress").hidden = true;
  if (!on) form.querySelector("[data-sent]").textContent = "";
}
