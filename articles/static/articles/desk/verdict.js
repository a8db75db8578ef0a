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
  label();
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

// The order of evidence -------------------------------------------------------------------------------------------------
//
// A row is moved by passing the others by, never taken out of the page itself: it keeps the focus and the pointer.

const evidence = document.getElementById("field-evidence");
const pieces = () => [...evidence.querySelectorAll(":scope > .row")];
const EDGE_TOP = 70, EDGE_BOTTOM = 150, SCROLLED = 14, DRAGGED = 4; // pixels
const LONGEST_NAME = 40; // of a piece, in its heading
let drag = null;

function label() {
  pieces().forEach((row, at, all) => {
    const named = (words) => evidence.dataset[words].replace("{}", at + 1);
    row.querySelector(".number").textContent = named("number");
    row.querySelector(".piece").textContent = row.querySelector("[name$='-title']").value.slice(0, LONGEST_NAME);
    for (const button of row.querySelectorAll(".moves button")) {
      const by = Number(button.dataset.by ?? 0);
      button.setAttribute("aria-label", named(by ? (by < 0 ? "up" : "down") : "drag"));
      button.disabled = by !== 0 && !all[at + by];
      button.hidden = false;
    }
  });
}

function place(row, to) {
  for (let at = pieces().indexOf(row); at !== to; at += at < to ? 1 : -1) {
    if (at < to) row.before(pieces()[at + 1]);
    else row.after(pieces()[at - 1]);
  }
}

function renumbered(text, moved) { // as articles/public/prose.py has it
  const own = new Set([...text.matchAll(/(?:^|\n)\[\^([^\]\n]+)\]:/g)].map((hit) => hit[1]));
  return text.replace(/\[\^([1-9][0-9]?)\]/g, (all, number) => (own.has(number) ? all : `[^${moved.get(Number(number)) ?? number}]`));
}

// What follows from another order: positions, numbers, the references in the text.
function settle(row, before) {
  const after = pieces();
  if (after.every((one, at) => one === before[at])) return;
  const field = form.elements.reasoning;
  field.value = renumbered(field.value, new Map(before.map((one, at) => [at + 1, after.indexOf(one) + 1])));
  after.forEach((one, at) => (one.querySelector("[name$='-position']").value = at + 1));
  const what = row.querySelector("legend").textContent.trim().replace(/\s+/g, " ");
  label();
  document.getElementById("moved").textContent = evidence.dataset.moved.replace("{what}", what).replace("{to}", after.indexOf(row) + 1).replace("{of}", after.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(row, to, button) {
  label();
  const before = pieces();
  place(row, Math.min(before.length - 1, Math.max(0, to)));
  settle(row, before);
  (button.disabled ? row.querySelector("[data-drag]") : button).focus();
  row.scrollIntoView({ block: "nearest" });
}

function pressMove(event) {
  const button = event.target.closest(".moves [data-by]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest(".row");
  move(row, pieces().indexOf(row) + Number(button.dataset.by), button);
}

function keyMove(event) {
  if (event.key === "Escape" && drag) return drop(false);
  const handle = event.target.closest?.("[data-drag]");
  if (!handle || drag || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = handle.closest(".row"), at = pieces().indexOf(row);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: pieces().length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  move(row, to, handle);
}

function grasp(event) {
  const handle = event.target.closest(".moves [data-drag]");
  if (!handle || event.button !== 0) return;
  handle.setPointerCapture(event.pointerId);
  drag = { handle, row: handle.closest(".row"), before: pieces(), from: event.clientY, y: event.clientY, moves: false };
}

function pull(event) {
  if (!drag) return;
  drag.y = event.clientY;
  if (!drag.moves && Math.abs(drag.y - drag.from) > DRAGGED) fold();
  if (drag.moves) passBy();
}

// Rows are as tall as the screen: while one is dragged only their headings are shown, the dragged one under the pointer.
function fold() {
  drag.moves = true;
  label();
  evidence.classList.add("arranging");
  drag.row.classList.add("dragged");
  const off = () => drag.handle.getBoundingClientRect().top + drag.handle.offsetHeight / 2 - drag.y;
  scrollBy(0, off());
  if (off() < 0) evidence.style.paddingTop = `${-off()}px`; // the page has become too short to scroll
  if (off() > 0) evidence.style.paddingBottom = `${off()}px`;
  scrollBy(0, off());
  requestAnimationFrame(scrollOn);
}

function passBy() { // into the place that is nearest
  const far = pieces().map((row) => Math.abs(row.querySelector(".moves").getBoundingClientRect().top + drag.handle.offsetHeight / 2 - drag.y));
  place(drag.row, far.indexOf(Math.min(...far)));
}

function scrollOn() {
  if (!drag) return;
  if (drag.y < EDGE_TOP) scrollBy(0, -SCROLLED);
  if (drag.y > innerHeight - EDGE_BOTTOM) scrollBy(0, SCROLLED);
  if (drag.y < EDGE_TOP || drag.y > innerHeight - EDGE_BOTTOM) passBy();
  requestAnimationFrame(scrollOn);
}

function drop(isMeant) {
  if (!drag) return;
  const { row, before, moves, handle } = drag;
  drag = null;
  if (!isMeant) place(row, before.indexOf(row));
  evidence.classList.remove("arranging");
  evidence.style.paddingTop = evidence.style.paddingBottom = "";
  row.classList.remove("dragged");
  if (moves && isMeant) settle(row, before);
  if (moves && !isMeant) document.getElementById("moved").textContent = evidence.dataset.cancelled;
  handle.focus();
  if (moves) row.scrollIntoView({ block: "nearest" });
}

// What was left unsaved comes back with its places: the page follows them.
function sort(event) {
  if (!event.target.name?.startsWith("evidence-") || !event.target.name.endsWith("-position")) return;
  const placeOf = (row) => Number(row.querySelector("[name$='-position']").value) || 0;
  pieces().sort((one, other) => placeOf(one) - placeOf(other)).forEach((row, at) => place(row, at));
  label();
}

let soon = 0, asked = 0;

async function preview() {
  const turn = ++asked;
  const answer = await fetch(frame.dataset.preview, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  if (turn !== asked) return;
  document.getElementById("preview-behind").hidden = Boolean(answer?.ok);
  if (!answer?.ok) return;
  const page = await answer.text();
  frame.srcdoc = page;
  frame.hidden = false;
  const lacking = new DOMParser().parseFromString(page, "text/html").getElementById("lacking");
  document.getElementById("lacking").innerHTML = lacking.innerHTML; // of what is typed, as of what is saved
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
form.addEventListener("click", pressMove);
form.addEventListener("change", sort);
form.addEventListener("pointerdown", grasp);
addEventListener("pointermove", pull);
addEventListener("pointerup", () => drop(true));
addEventListener("pointercancel", () => drop(false));
addEventListener("keydown", keyMove);
label();
soon = setTimeout(preview, MANY_MS);

// A link of the checklist leads into what is folded away.
addEventListener("hashchange", () => document.querySelector(`${location.hash || "html"} details`)?.setAttribute("open", ""));
