/** 收款收据: the button on the page itself; the payment window prints the page without it. */

document.querySelector("[data-print]").addEventListener("click", () => window.print());
