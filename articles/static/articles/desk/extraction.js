// While an article is being extracted, look again until its candidates are there. Only that part of the page changes:
// what an editor is typing about the source stays.
"use strict";

const LOOK_MS = 1500;

async function look() {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const shown = document.getElementById("reading");
  const fresh = page.getElementById("reading");
  if (!fresh) return; // signed out meanwhile
  shown.replaceWith(fresh);
  lookLater();
}

function lookLater() {
  if (document.querySelector("#reading.unfinished")) setTimeout(look, LOOK_MS);
}

lookLater();
