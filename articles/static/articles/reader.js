"use strict";

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Copying is a convenience: without this file the short address is there as a link.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = button.dataset.copied;
    } catch (refusal) {
      said.textContent = button.dataset.refused;
      console.warn(refusal);
    }
  });
}
