// A refused form: go to its first error, which may be far below. On load, because the admin focuses its first field before.
"use strict";

addEventListener("load", () => {
  const row = document.querySelector("#content .fieldBox.errors, #content .form-row.errors");
  if (!row) return;
  const folded = row.closest("details");
  if (folded) folded.open = true;
  const field = row.querySelector("input:not([type=hidden]), select, textarea");
  if (field) field.focus();
});
