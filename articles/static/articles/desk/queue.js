// Single keys for the queue. Every one of them presses a button, follows a link or enters a field that is there anyway.
"use strict";

const STORED = "desk.queue.keys";
const keysOn = document.getElementById("keys-on");

function isTyping(target) {
  return target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function isComposing(event) {
  return event.isComposing || event.keyCode === 229; // 229: what browsers report while an input method works
}

function press(event) {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
  if (!keysOn.checked || isTyping(event.target)) return;
  const key = CSS.escape(event.key);
  const field = document.querySelector(`[data-focus-key="${key}"]`);
  const control = document.querySelector(`[data-key="${key}"]`);
  if (!field && !control) return;
  event.preventDefault();
  if (field) field.focus();
  else {
    control.click();
    control.scrollIntoView({ block: "nearest" });
  }
}

function showKeys() {
  document.body.classList.toggle("keys-off", !keysOn.checked);
}

keysOn.checked = localStorage.getItem(STORED) !== "off"; // WCAG 2.1.4: single keys can be switched off
keysOn.addEventListener("change", () => {
  localStorage.setItem(STORED, keysOn.checked ? "on" : "off");
  showKeys();
});
showKeys();
document.addEventListener("keydown", press);

// Without an anchor in the address the text starts at its top; bring the passage into its pane, and move nothing else.
const pane = document.querySelector(".article-pane");
const passage = document.getElementById("passage");
if (pane && passage) {
  const offset = passage.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - pane.clientHeight / 3;
}

// A refused decision: its field may be below the fold of the pane.
const refused = document.querySelector('.candidate-pane [aria-invalid="true"]');
if (refused) refused.focus();
