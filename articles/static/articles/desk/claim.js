// What makes the workspace of a claim faster. Without it every part works by its form.
"use strict";

const WAIT = 250; // milliseconds after the last key before claimants are looked for

// Claimants while the name is typed; the button beside it does the same by a round trip.
const find = document.getElementById("id_find");
const found = document.querySelector(".who .found");
let timer = 0;
let asked = 0;

async function look() {
  const mine = ++asked;
  const query = find.value.trim();
  if (!query) return found.replaceChildren();
  const response = await fetch(`/admin/claims/claimants/?q=${encodeURIComponent(query)}`, { credentials: "same-origin" });
  if (!response.ok || response.redirected || mine !== asked) return; // the button is still there
  const shown = new Set([...document.querySelectorAll(".who > .choice input[name=claimant]")].map((radio) => radio.value));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const rows = [...page.body.children].filter((row) => !shown.has(row.querySelector("input")?.value));
  if (mine === asked) found.replaceChildren(...rows.map((row) => document.adoptNode(row)));
}

if (find && found) {
  find.addEventListener("input", (event) => {
    if (event.isComposing) return; // an input method is at work
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  find.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    event.preventDefault(); // it looks, it does not save
    clearTimeout(timer);
    look();
  });
}

// A topic is added by its form, without leaving what is being written. Where the answer is another page, the browser shows it.
async function addTopic(event) {
  const button = event.submitter;
  if (button?.name !== "_topic" || button.dataset.native) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the form is not on its way: what is typed stays unsaved
  const form = button.form;
  const answer = await fetch(location.pathname, { method: "POST", body: new FormData(form, button), redirect: "manual" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const topics = page?.getElementById("topics");
  if (!topics) {
    button.dataset.native = "yes";
    return form.requestSubmit(button);
  }
  document.getElementById("topics").replaceWith(document.adoptNode(topics));
  const wrong = topics.querySelector('[aria-invalid="true"]');
  if (!wrong) document.getElementById("topic-told").textContent = document.getElementById("topic-told").dataset.added;
  (wrong ?? document.getElementById("id_new_topic")).focus();
  form.dispatchEvent(new Event("change"));
}

const wording = document.querySelector("form.wording");
if (wording) {
  wording.addEventListener("submit", addTopic, true);
  wording.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.closest(".new-topic input") || event.isComposing || event.keyCode === 229) return;
    event.preventDefault(); // it adds the topic, it does not save
    wording.requestSubmit(wording.querySelector("[name=_topic]"));
  });
}

// How long a text is.
for (const counter of document.querySelectorAll("[data-count-of]")) {
  const field = document.getElementById(counter.dataset.countOf);
  const most = Number(counter.dataset.most);
  const show = () => {
    const length = [...field.value].length;
    counter.textContent = `${length} / ${most}`;
    counter.classList.toggle("over", length > most);
  };
  field.addEventListener("input", show);
  show();
}

// A name in the list of members puts itself into the comment.
const comment = document.getElementById("id_text");
for (const member of document.querySelectorAll("[data-mention]")) {
  if (!comment) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "member";
  button.append(...member.childNodes);
  button.addEventListener("click", () => {
    comment.setRangeText(`@${member.dataset.mention} `, comment.selectionStart, comment.selectionEnd, "end");
    comment.focus();
  });
  member.replaceWith(button);
}

// A refused form leads to what is wrong.
const wrong = document.querySelector('.claim-page [aria-invalid="true"]');
if (wrong) wrong.focus();
