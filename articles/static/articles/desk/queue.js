// The queue without a page load between two candidates. Without this script the same forms do the same, a page at a time.
//
// A key presses a button, follows a link or enters a field that is there anyway. What is pressed goes to the server first:
// the next candidate, which is here by then and held for this editor, is shown once the decision is written. What is typed
// is kept in this browser until it is decided, so that no reload, expired session or crash takes it away.
"use strict";

const PARTS = "X-Queue"; // a header: what asks for parts of a page, and what tells parts from any other page
const KEYS = "desk.queue.keys";
const KEPT = "desk.queue.text.";
const KEPT_DAYS = 14;
const RENEWED_MS = 5 * 60 * 1000; // a third of a lease
const FIELDS = "statement note claimant new_name new_kind new_affiliation".split(" ");

const keysOn = document.getElementById("keys-on");
let busy = false;
let native = false; // the next submit is left to the browser
let ready = null; // a promise of the parts of the candidate that follows

const work = () => document.getElementById("queue-work");
const form = () => document.getElementById("decision");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

// Keys ----------------------------------------------------------------------------------------------------------------

function isTyping(target) {
  return target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function isComposing(event) {
  return event.isComposing || event.keyCode === 229; // 229: what browsers report while an input method works
}

function press(event) {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape") return leave(event.target);
  if (!keysOn.checked || isTyping(event.target)) return;
  const key = CSS.escape(event.key);
  const kinds = document.querySelector(".kinds:not([hidden])");
  const control = kinds
    ? kinds.querySelector(`[data-kind-key="${key}"]`)
    : document.querySelector(`[data-focus-key="${key}"], [data-key="${key}"]`);
  if (!control) return;
  event.preventDefault();
  if (control.matches("[data-focus-key]")) control.focus();
  else control.click();
  control.scrollIntoView({ block: "nearest" });
}

function leave(target) {
  const open = document.querySelector(".pop[open]");
  if (!askKind(false) && open) open.open = false;
  if (isTyping(target)) target.blur();
}

function showKeys() {
  document.body.classList.toggle("keys-off", !keysOn.checked);
}

// A new claimant without a kind: asked in the bar, where a digit answers and accepts. Returns whether it was asked before.
function askKind(wanted) {
  const kinds = document.querySelector(".kinds");
  const before = kinds !== null && !kinds.hidden;
  if (kinds) {
    kinds.hidden = !wanted;
    kinds.closest(".decision-bar").classList.toggle("asking", wanted);
  }
  return before;
}

function lacksKind() {
  const fields = form().elements;
  return fields.claimant.value === "new" && fields.new_name.value.trim() !== "" && fields.new_kind[0].value === "";
}

// What is typed -------------------------------------------------------------------------------------------------------

function place() {
  return `${KEPT}${work().dataset.user}.${work().dataset.candidate}`;
}

function typed() {
  const values = new FormData(form());
  return Object.fromEntries(FIELDS.map((name) => [name, values.get(name) ?? ""]));
}

function keep(event) {
  if (!form() || !form().contains(event.target) || !FIELDS.includes(event.target.name)) return;
  localStorage.setItem(place(), JSON.stringify({ ...typed(), at: Date.now() }));
}

function restore() {
  if (!work().dataset.candidate) return;
  const kept = JSON.parse(localStorage.getItem(place()) ?? "null");
  if (kept === null) return;
  if (form().elements.statement) fill(kept);
  else showKept(kept);
}

function fill(kept) {
  const now = typed();
  const changed = FIELDS.filter((name) => kept[name] !== now[name]);
  for (const name of changed) {
    const field = form().elements[name];
    const choice = name === "new_kind" ? field[0] : field; // the buttons of the bar have the same name
    if (choice) choice.value = kept[name];
  }
  if (changed.length) tell(document.querySelector(".news").dataset.restored);
}

function showKept(kept) {
  const box = document.querySelector(".kept");
  const words = [kept.statement, kept.note, kept.new_name, kept.new_affiliation].filter(Boolean);
  if (!box || !words.length) return;
  box.querySelector("pre").textContent = words.join("\n");
  box.hidden = false;
}

function forgetOld() {
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(KEPT))) {
    if (!(JSON.parse(localStorage.getItem(key)).at > oldest)) localStorage.removeItem(key);
  }
}

// Talking with the server -----------------------------------------------------------------------------------------------

// Parts of a page, or null where the answer is another page.
async function ask(address, body) {
  const response = await fetch(address, { method: body ? "POST" : "GET", body, headers: { [PARTS]: "parts" } });
  if (!response.headers.has(PARTS)) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { told: page.getElementById("queue-told"), work: page.getElementById("queue-work") };
}

function pull() {
  const { pull: address, candidate } = work().dataset;
  if (!address) return null;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  body.append("after", candidate);
  return ask(address, body).catch(() => null);
}

// Give back what is not needed any more, or hold on to what is before us.
function hold(candidates, done) {
  const address = work().dataset.hold;
  if (!address || !candidates.length) return;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  candidates.forEach((candidate) => body.append("candidate", candidate));
  if (done) body.append("done", "1");
  navigator.sendBeacon(address, body);
}

let readied = null; // the number of the candidate that `ready` brings
function prepare() {
  readied = null;
  ready = pull();
  ready?.then((parts) => (readied = parts?.work?.dataset.candidate ?? null));
}

function tell(words) {
  const line = document.querySelector(".news");
  line.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
}

async function submit(event) {
  const button = event.submitter;
  if (native || !event.target.matches("#decision, #queue-told form")) return;
  event.preventDefault();
  if (busy) return;
  if (button?.matches("[data-accept]") && lacksKind()) return askKind(true);
  busy = true;
  try {
    if (button?.value === "next" && button.name === "to") await skip(event.target, button);
    else await send(event.target, button);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what fetch throws where nothing answers
    tell(document.querySelector(".news").dataset.unreachable);
  } finally {
    busy = false;
  }
}

async function send(sent, button) {
  const body = new FormData(sent, button);
  const parts = await ask(button?.getAttribute("formaction") ?? sent.getAttribute("action"), body);
  if (parts === null) return leaveToBrowser(sent, button);
  if (button?.matches("[data-search]")) return showClaims(parts.work);
  if (parts.told) document.getElementById("queue-told").replaceWith(parts.told);
  if (parts.work) return show(parts);
  if (sent.id === "decision") localStorage.removeItem(place());
  await advance();
}

// The session is over, or something else that has a page of its own: the browser shows that, with what was typed.
function leaveToBrowser(sent, button) {
  native = true;
  sent.requestSubmit(button);
}

async function skip(sent, button) {
  const left = work().dataset.candidate;
  const parts = await ready;
  if (!parts?.work) return send(sent, button);
  show(parts);
  hold([left], true);
}

async function advance() {
  const parts = (await ready) ?? (await pull());
  if (parts?.work) show(parts);
  else location.assign(work().dataset.start);
}

function showClaims(found) {
  const claims = found.querySelector("#known-claims");
  if (claims) document.getElementById("known-claims").replaceWith(claims);
}

// Showing ---------------------------------------------------------------------------------------------------------------

function show(parts, isNew = true) {
  const shown = parts.work.dataset.candidate;
  if (readied && readied !== shown) hold([readied], true);
  if (isNew && shown !== work().dataset.candidate) history.pushState(null, "", parts.work.dataset.address);
  work().replaceWith(parts.work);
  begin();
}

function begin() {
  if (!form()) return;
  bringIntoView();
  restore();
  const refused = work().querySelector('[aria-invalid="true"]'); // may be below the fold of its pane
  (refused ?? document.getElementById("candidate-heading")).focus({ preventScroll: !refused });
  prepare();
}

// Without an anchor in the address the text starts at its top; bring the passage into its pane, and move nothing else.
function bringIntoView() {
  const pane = document.querySelector(".article-pane");
  const passage = document.getElementById("passage");
  if (!pane || !passage) return;
  const offset = passage.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - pane.clientHeight / 3;
}

async function goBack() {
  const parts = await ask(location.href).catch(() => null);
  if (!parts?.work) return location.reload();
  if (parts.told) document.getElementById("queue-told").replaceWith(parts.told);
  show(parts, false);
}

document.documentElement.classList.add("js");
keysOn.checked = localStorage.getItem(KEYS) !== "off"; // WCAG 2.1.4: single keys can be switched off
keysOn.addEventListener("change", () => {
  localStorage.setItem(KEYS, keysOn.checked ? "on" : "off");
  showKeys();
});
showKeys();
document.addEventListener("keydown", press);
document.addEventListener("submit", submit);
document.addEventListener("input", keep);
document.addEventListener("click", (event) => {
  const take = event.target.closest("[data-take]");
  if (!take) return;
  form().querySelector(`[name=claimant][value="${take.dataset.take}"]`).click();
});
addEventListener("popstate", goBack);
addEventListener("pagehide", () => readied && hold([readied], true));
setInterval(() => {
  if (!document.hidden && work().dataset.candidate) hold([work().dataset.candidate, readied].filter(Boolean), false);
}, RENEWED_MS);
forgetOld();
if (form()) history.replaceState(null, "", work().dataset.address); // the back button returns to this candidate
begin();
