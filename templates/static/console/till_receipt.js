/** 收款收据: the button on the page itself; the payment window prints the page without it. */

import { lendFont } from "../h5/fonts.js";

lendFont();
document.querySelector("[data-print]").addEventListener("click", () => window.print());
