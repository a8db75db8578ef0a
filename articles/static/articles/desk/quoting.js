// Sending back, 校閲 and 法務: what is marked on the page below is quoted in what is written, so that others find the place.
"use strict";

const reason = document.querySelector("#id_reason, #id_note");
const quote = Object.assign(document.createElement("button"), { type: "button", textContent: reason.closest("form").dataset.quote });
let marked = "";

document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  if (chosen.rangeCount && document.querySelector("article.verdict")?.contains(chosen.anchorNode)) marked = chosen.toString().trim();
});
quote.addEventListener("click", () => {
  if (!marked) return;
  const before = reason.value.trimEnd();
  reason.value = `${before}${before ? "\n\n" : ""}「${marked.replace(/[^\S　]+/g, " ")}」\n`;
  reason.dispatchEvent(new Event("input", { bubbles: true }));
  reason.focus();
});
reason.after(quote);
