// Sending back: what is marked on the page below is quoted in the reason, so that its authors find the place.
"use strict";

const reason = document.getElementById("id_reason");
const quote = Object.assign(document.createElement("button"), { type: "button", textContent: reason.closest("form").dataset.quote });
let marked = "";

document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  if (chosen.rangeCount && document.querySelector("article.verdict")?.contains(chosen.anchorNode)) marked = chosen.toString().trim();
});
quote.addEventListener("click", () => {
  if (!marked) return;
  const before = reason.value.trimEnd();
  reason.value = `${before}${before ? "\n\n" : ""}「${marked.replace(/\s+/g, " ")}」\n`;
  reason.dispatchEvent(new Event("input", { bubbles: true }));
  reason.focus();
});
reason.after(quote);
