/**
 * 等付款结果: `<section data-kit="pay-wait" data-number="…" data-state="…">` has the server ask the channel at once and then
 * now and then, and shows the page anew when the state is another. The live line may be quicker; jobs go on anyway.
 */
import { call } from "./api.js";

const PAUSES = [2000, 3000, 5000]; // ms; then the last one again, for as long as somebody looks
const LOOKS = 60;

/** @param {HTMLElement} root */
export function attach(root) {
  let asked = 0;
  const ask = async () => {
    if (document.hidden) return again(); // the payer is in the channel's own app
    asked += 1;
    try {
      const charge = await call(`/api/v1/payments/${root.dataset.number}/ask`, { json: {}, key: null });
      if (charge.state !== root.dataset.state) return window.location.reload();
    } catch {
      // No answer says nothing about the money: the next one may.
    }
    return again();
  };
  const again = () => asked < LOOKS && setTimeout(ask, PAUSES[Math.min(asked, PAUSES.length) - 1] || PAUSES[0]);
  ask();
}
