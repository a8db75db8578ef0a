"use strict";

// For pages that embed a verdict: fits the frame to what is in it. It sets no cookie, reads nothing and sends nothing.
addEventListener("message", (event) => {
  const height = event.data && event.data.factcheckHeight;
  if (!Number.isInteger(height) || height < 100 || height > 3000) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source && new URL(frame.src).origin === event.origin) frame.height = height;
  }
});
