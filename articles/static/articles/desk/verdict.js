// The page of a verdict: how long a text is, one more row, what a clash is settled by, and the page as readers will see it.
"use strict";

const PREVIEW_MS = 900, MANY_MS = 250;
const form = document.getElementById("verdict_form");
const frame = form.querySelector("[data-preview]");

function count(field) {
  const place = field.parentElement.querySelector(".count") ?? field.insertAdjacentElement("afterend", Object.assign(document.createElement("p"), { className: "count" }));
  const longest = Number(field.dataset.longest ?? field.dataset.longestLine);
  const lengths = (field.dataset.longestLine ? field.value.split("\n") : [field.value]).map((text) => [...text].length);
  place.textContent = lengths.map((length) => `${length}/${longest}`).join("　");
  place.classList.toggle("over", lengths.some((length) => length > longest));
}

function addRow(event) {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  const prefix = button.dataset.addRow;
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  if (Number(total.value) >= Number(button.dataset.most)) return; // the server says so
  event.preventDefault();
  const made = document.createElement("div");
  made.innerHTML = form.querySelector(`template[data-row="${prefix}"]`).innerHTML.replaceAll("__prefix__", total.value);
  const row = made.firstElementChild;
  button.parentElement.before(row);
  const position = row.querySelector("[name$='-position']");
  if (position) position.value = Math.max(0, ...[...form.querySelectorAll("[name$='-position']")].map((one) => Number(one.value) || 0)) + 1;
  total.value = Number(total.value) + 1;
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function choose(event) { // a clash: what is chosen is put into its field, what is typed there is the choice
  const clash = event.target.closest("[data-clash]");
  const choices = JSON.parse(form.elements.choices?.value ?? "{}");
  if (clash) {
    const values = choices[clash.dataset.clash][event.target.value];
    for (const [rest, [value]] of Object.entries(values ?? {})) {
      const field = form.elements[clash.dataset.clash + rest];
      if (field && field.type !== "checkbox") field.value = value ?? "";
    }
  } else if (event.target.name in choices) {
    form.elements[`choose-${event.target.name}`].value = "written";
  }
}

let soon = 0, asked = 0;

async function preview() {
  const turn = ++asked;
  const answer = await fetch(frame.dataset.preview, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  if (!answer || !answer.ok || turn !== asked) return;
  frame.srcdoc = await answer.text();
  frame.hidden = false;
}

function changed(event) {
  if (event.target.matches("[data-longest], [data-longest-line]")) count(event.target);
  if (event.target.type === "file") return;
  clearTimeout(soon);
  soon = setTimeout(preview, PREVIEW_MS);
}

form.querySelectorAll("[data-longest], [data-longest-line]").forEach(count);
form.addEventListener("input", choose);
form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("click", addRow);
soon = setTimeout(preview, MANY_MS);

// A link of the checklist leads into what is folded away.
addEventListener("hashchange", () => document.querySelector(`${location.hash || "html"} details`)?.setAttribute("open", ""));
