/** 实时更新: one event stream a page. The list and the open transfer follow by themselves; a toast says what arrived. */

import { call } from "../h5/api.js";
import { toast } from "./notices.js";
import { busy, refresh, settled } from "./refresh.js";

// What others do is announced; what this page did itself is on it already.
const OWN = 4000; // ms
// Arrivals that a clerk waits for; other clerks' edits only refresh the list.
const NEWS = new Set(["side_filled", "side_completed", "side_left", "start_accepted", "declined", "signature_withdrawn", "all_signed", "documents_finished"]);
const own = new Map();

/** Do not announce changes of `transfer` for a moment: this page is making them. @param {string} transfer */
export function quietFor(transfer) {
  if (transfer) own.set(transfer, Date.now());
}

/** Open the stream; the browser opens it again by itself when it breaks. */
export function listenForNews() {
  const here = document.querySelector("[data-transfer]")?.dataset.transfer || "";
  if (!here && !["desk", "till"].includes(document.body.dataset.page)) return;
  const source = new EventSource(`/console/events${here ? `?transfer=${here}` : ""}`);
  source.addEventListener("message", (event) => hear(JSON.parse(event.data), here));
  // What happened before the line was up, or while it was down, was announced to nobody.
  source.addEventListener("ready", () => {
    document.dispatchEvent(new CustomEvent("console:money", { detail: {} }));
    return busy() || refresh();
  });
  // A page in the browser's back-forward cache must not hold a connection.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

let timer = 0;
// While a side's photographs are judged, results come one by one: the page follows every few seconds, and at the last.
const SOON = 250; // ms
const MEANWHILE = 4000; // ms
let due = Infinity;

function hear({ topic, message }, here) {
  const transfer = message.transfer || topic.split(":")[1];
  const mine = Date.now() - (own.get(transfer) || 0) < OWN;
  // Money moves often while a code is out: till.js decides what of it the page must show.
  if (here && message.order) {
    if (transfer === here) document.dispatchEvent(new CustomEvent("console:money", { detail: message }));
    return;
  }
  // Certificates are everybody's: without one, no page's papers are sealed.
  if (!here || transfer === here || topic === "seals") {
    due = Math.min(due, Date.now() + (message.more ? MEANWHILE : SOON));
    clearTimeout(timer);
    timer = setTimeout(() => {
      due = Infinity;
      catchUp(here, mine);
    }, due - Date.now());
  }
  if (!mine && topic.startsWith("station:") && NEWS.has(message.action)) tell(transfer, here);
}

function catchUp(here, mine) {
  if (!here || !busy()) return refresh();
  // A swap under way may have been fetched before this change, and would take the offer with it.
  if (!mine) settled().then(offer);
  return undefined;
}

/** Something typed or an open dialog would be disturbed: say so, and let the clerk choose the moment. */
function offer() {
  const bar = document.querySelector("[data-stale]");
  if (bar) bar.hidden = false;
}

async function tell(transfer, here) {
  try {
    const news = await call(`/console/api/transfers/${transfer}/news`);
    const more = { small: `业务编号 ${news.number}　${news.state}` };
    toast(news.sentence, "note", transfer === here ? more : { ...more, href: `/console/transfers/${transfer}` });
  } catch {
    // The list shows it anyway; a lost toast is not worth a complaint.
  }
}
