// Adding a candidate by hand: what is selected in the text is put into the field. Without this script it is copied.
"use strict";

const text = document.getElementById("article-text");
const passage = document.getElementById("id_passage");

document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  if (!chosen.rangeCount || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
  const words = chosen.getRangeAt(0).toString().trim();
  if (!words) return;
  passage.value = words;
  passage.dispatchEvent(new Event("input", { bubbles: true }));
});
