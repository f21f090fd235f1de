/** 登录页: lends the font where there is none, and lets a form be sent once. */

import { lendFont } from "../h5/fonts.js";

lendFont();
document.querySelector(".door__form").addEventListener("submit", (event) => {
  event.target.querySelector("[data-submit]").setAttribute("aria-busy", "true");
});
// Back from the next page: the button works again.
window.addEventListener("pageshow", () => document.querySelector("[data-submit]").removeAttribute("aria-busy"));
