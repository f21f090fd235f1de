// The sandbox's pages work without this file; it copies codes and keeps lists fresh.

const EVERY_MS = 2000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  button.textContent = (await copied(button.dataset.copy)) ? "已复制" : "请手动复制";
  setTimeout(() => { button.textContent = before; }, 1500);
});

async function copied(text) {
  // The clipboard interface exists only on https and loopback pages; a phone on the local network has neither.
  if (navigator.clipboard) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* fall through to the old way */ }
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

for (const box of document.querySelectorAll("[data-refresh]")) keepFresh(box);

function keepFresh(box) {
  let shown = null;
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.refresh, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const text = await answer.text();
      if (text !== shown) { replaced(box, text); shown = text; }
    } catch { /* the sandbox is being restarted; the next round will tell */ }
  }, Number(box.dataset.every) || EVERY_MS);
}

function replaced(box, text) {
  // A keyboard user keeps the place: the button that had the focus has it again in the new list.
  const at = [...box.querySelectorAll("button")].indexOf(document.activeElement);
  box.innerHTML = text;
  if (at >= 0) box.querySelectorAll("button")[at]?.focus();
}
