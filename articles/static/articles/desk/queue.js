// The queue without a page load between two candidates. Without this script the same forms do the same, a page at a time.
//
// A key presses a button, follows a link or enters a field that is there anyway. What is pressed goes to the server first:
// the next candidate, which is here by then and held for this editor, is shown once the decision is written. What is typed
// is kept in this browser, and a moment later on the server, until it is decided: no reload or crash takes it away.
"use strict";

const PARTS = "X-Queue"; // a header: what asks for parts of a page, and what tells parts from any other page
const KEYS = "desk.queue.keys";
const KEPT = "desk.queue.text.";
const KEPT_DAYS = 14;
const RENEWED_MS = 5 * 60 * 1000; // a third of a lease
const KEPT_MS = 1200; // after the last letter, on the server as well
const AWAY_MS = 15 * 60 * 1000; // whoever does nothing for so long gives the candidate back
const ONE_PAGE = "00000000-0000-0000-0000-000000000000"; // one text of each member and candidate, whatever the tab
const FIELDS = "statement rating_reason date_certainty claimed_date note claimant new_name new_kind new_affiliation".split(" ");

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
  if (event.key === "Enter" && event.target.matches("#known-q")) return search(event);
  if (!keysOn.checked || isTyping(event.target)) return;
  if (marks(event)) return event.preventDefault();
  const key = CSS.escape(event.key);
  const kinds = document.querySelector(".kinds:not([hidden])");
  const control = kinds
    ? kinds.querySelector(`[data-kind-key="${key}"]`) || document.querySelector(`.legend [data-key="${key}"]`)
    : document.querySelector(`details[open] > [data-confirm-key="${key}"]`) || // asked before: the same key says yes
      document.querySelector(`[data-focus-key="${key}"], [data-key="${key}"]`);
  if (!control) return;
  event.preventDefault();
  if (control.matches("[data-focus-key]")) control.focus();
  else control.click();
  if (control.matches("summary[data-key]")) control.parentElement.querySelector("button").focus();
  control.scrollIntoView({ block: "nearest" });
}

function search(event) {
  event.preventDefault(); // it would press the first button of the form
  document.querySelector("[data-search]").click();
}

function leave(target) {
  const open = document.querySelector(".pop[open]");
  if (!unmark() && !askKind(false) && open) open.open = false;
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

// A passage of the text, selected with the mouse or by keys --------------------------------------------------------------
//
// Offsets are code points of the text, as the server counts; JavaScript counts UTF-16 units, of which 𠮟 has two.

let chosen = null; // [start, end]
let selecting = false; // the selection changes by keys, not by the mouse

const text = () => document.getElementById("article-text");
const marking = () => document.querySelector(".marking");
const letters = () => Array.from(text().textContent);

function offsetOf(node, offset) {
  const before = document.createRange();
  before.selectNodeContents(text());
  before.setEnd(node, offset);
  return Array.from(before.toString().replace(/[\ud800-\udbff]$/, "")).length; // half a character is none
}

function positionOf(offset) {
  let left = letters().slice(0, offset).join("").length;
  const nodes = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [text(), text().childNodes.length];
}

// The mouse, or the browser's own caret, has selected something.
function noticeSelection() {
  if (selecting || !marking()) return;
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!range || range.collapsed || !text().contains(range.commonAncestorContainer)) return;
  choose(offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset));
}

function choose(start, end) {
  if (start >= end) return;
  chosen = [start, end];
  form().elements.start.value = start;
  form().elements.end.value = end;
  marking().querySelector("q").textContent = letters().slice(start, end).join("");
  marking().hidden = false;
  marking().closest(".decision-bar").classList.add("asking");
}

function select(start, end) {
  selecting = true;
  getSelection().setBaseAndExtent(...positionOf(start), ...positionOf(end));
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  const pane = document.querySelector(".article-pane");
  const view = pane.getBoundingClientRect();
  if (box.bottom > view.bottom) pane.scrollTop += box.bottom - view.bottom + 40;
  if (box.top < view.top) pane.scrollTop -= view.top - box.top + 40;
  choose(start, end);
  setTimeout(() => (selecting = false)); // after the browser has told of the change
}

function unmark() {
  const before = chosen !== null;
  chosen = null;
  if (before && marking()) {
    marking().hidden = true;
    marking().closest(".decision-bar").classList.remove("asking");
    getSelection().removeAllRanges();
  }
  return before;
}

// Whether a key was one of choosing a passage.
function marks(event) {
  if (!marking()) return false;
  if (chosen === null) {
    if (event.key !== "w") return false;
    const passage = [...document.querySelectorAll("mark.passage")];
    select(offsetOf(passage[0], 0), offsetOf(passage.at(-1), passage.at(-1).childNodes.length));
    return true;
  }
  const button = marking().querySelector(`[data-mark-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
  else if (event.key.startsWith("Arrow")) move(event);
  return true; // no decision is taken while a passage is being chosen
}

function move(event) {
  let [start, end] = chosen;
  const from = event.shiftKey ? start : end;
  const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
  const bySentence = event.key === "ArrowUp" || event.key === "ArrowDown";
  const to = bySentence ? sentenceEdge(from, forward) : Math.min(letters().length, Math.max(0, from + (forward ? 1 : -1)));
  if (event.shiftKey) start = to;
  else end = to;
  if (start >= end && event.shiftKey) end = sentenceEdge(start, true);
  if (start < end) select(start, end);
}

// The next place, or the one before, where a sentence ends and another begins.
function sentenceEdge(from, forward) {
  const all = letters();
  const isEdge = (at) => at <= 0 || at >= all.length || ("。！？\n」".includes(all[at - 1]) && !"。！？\n」".includes(all[at]));
  let at = from + (forward ? 1 : -1);
  while (!isEdge(at)) at += forward ? 1 : -1;
  return Math.min(all.length, Math.max(0, at));
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
  clearTimeout(soon);
  soon = setTimeout(keepThere, KEPT_MS);
}

let soon = 0;
function keepThere() {
  clearTimeout(soon);
  soon = 0;
  const { unsaved, candidate } = work().dataset;
  if (!unsaved || !form()?.elements.statement) return;
  const fields = Object.fromEntries(Object.entries(typed()).map(([name, text]) => [name, [text]]));
  const body = JSON.stringify({ form: `candidate:${candidate}`, pages: [ONE_PAGE], fields });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  fetch(unsaved, { method: "POST", headers, body, keepalive: true, redirect: "manual" }).catch(() => null); // it is in this browser
}

function restore() {
  if (!work().dataset.candidate) return;
  const kept = JSON.parse(localStorage.getItem(place()) ?? "null");
  const left = Date.parse(work().dataset.left ?? "");
  if (left) tell(document.querySelector(".news").dataset.restored);
  if (kept === null || kept.at < left - 10_000) return; // typed on another machine since; clocks differ a little
  if (form().elements.statement) fill(kept);
  else showKept(kept);
}

function fill(kept) {
  const now = typed();
  const changed = FIELDS.filter((name) => name in kept && kept[name] !== now[name]); // an older page kept fewer
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

function tell(words, kind = "info") {
  const line = document.querySelector(".news");
  line.replaceChildren(Object.assign(document.createElement("p"), { textContent: words, className: kind }));
}

async function submit(event) {
  const button = event.submitter;
  if (native || !form() || !event.target.matches("#decision, #queue-told form")) return;
  event.preventDefault();
  if (busy) {
    if (event.target.id !== "decision") waiting = [event.target, button]; // a second press of a decision decides nothing more
    return;
  }
  if (soon && button?.name === "to") keepThere();
  if (button?.matches("[data-accept]") && lacksKind()) return askKind(true);
  await act(event.target, button);
}

let waiting = null; // what takes back, pressed while a decision is on its way
async function act(sent, button) {
  busy = true;
  try {
    if (button?.value === "next" && button.name === "to") await skip(sent, button);
    else await send(sent, button);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what fetch throws where nothing answers
    tell(document.querySelector(".news").dataset.unreachable, "error");
  } finally {
    busy = false;
  }
  const next = waiting;
  waiting = null;
  if (next) await act(...next);
}

async function send(sent, button) {
  const body = new FormData(sent, button);
  const parts = await ask(button?.getAttribute("formaction") ?? sent.getAttribute("action"), body);
  if (parts === null) return leaveToBrowser(sent, button);
  if (button?.matches("[data-search]")) return showClaims(parts.work);
  if (parts.told) document.getElementById("queue-told").replaceWith(parts.told);
  if (parts.work) return show(parts);
  if (sent.id === "decision") localStorage.removeItem(place());
  await advance(button?.getAttribute("formaction")?.includes("/accept") ?? false);
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

// After an acceptance what was fetched before it knows neither the claim nor the claimant that came of it.
async function advance(isStale) {
  const parts = (!isStale && (await ready)) || (await pull());
  if (parts?.work) return show(parts);
  const start = work().dataset.start;
  const end = await ask(start); // nothing follows: the best of all, or that there is none; what was told stays
  if (!end?.work) return location.assign(start);
  if (end.work.dataset.candidate) return show(end);
  history.pushState(null, "", start);
  work().replaceWith(end.work);
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
  chosen = null;
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
document.addEventListener("selectionchange", noticeSelection);
document.addEventListener("pointerdown", (event) => event.target.closest("#article-text") && unmark());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-leave]")) return leave(event.target);
  const take = event.target.closest("[data-take]");
  if (!take) return;
  form().querySelector(`[name=claimant][value="${take.dataset.take}"]`).click();
});
addEventListener("popstate", goBack);
addEventListener("pagehide", () => {
  if (soon) keepThere();
  if (readied) hold([readied], true);
});
let heard = Date.now();
for (const sign of ["keydown", "pointerdown", "wheel"]) addEventListener(sign, () => (heard = Date.now()), { passive: true });
setInterval(() => {
  const isHere = !document.hidden && Date.now() - heard < AWAY_MS;
  if (isHere && work().dataset.candidate) hold([work().dataset.candidate, readied].filter(Boolean), false);
}, RENEWED_MS);
forgetOld();
if (form()) history.replaceState(null, "", work().dataset.address); // the back button returns to this candidate
begin();
