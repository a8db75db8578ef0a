// Nothing that is typed into a form of the desk is lost: it is kept on the server while it is typed, and in this browser
// until the server has it. It is offered again where the form is opened next, and forgotten once the form came through.
const WAIT_MS = 1200, LOCAL_WAIT_MS = 250, PRESENCE_MS = 30000, AWAY_MS = 600000;
const BEACON_BYTES = 60000; // what browsers send of a page that is closed
const STORED = "unsaved";
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "seen", "unsaved", "next", "choices"]);
const UNTYPED = new Set(["file", "password", "submit", "button", "reset", "image"]);
const words = document.getElementById("keeping-words").dataset;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const clock = (moment) => new Date(moment).toLocaleString([], { dateStyle: "short", timeStyle: "short" });

function pageName() { // crypto.randomUUID is not there where the desk is served without TLS
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function element(tag, text, attributes = {}) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
}

function post(url, content, keepalive = false) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  return fetch(url, { method: "POST", headers, body: content, redirect: "manual", keepalive }).catch(() => null);
}

// In this browser ------------------------------------------------------------------------------------------------------

const local = {
  name: (kept, page) => [STORED, kept.keptBy, kept.kept, page].join("|"),
  keep(kept, page, fields) {
    if ("keptNowhereElse" in kept) return;
    const secret = new Set([...document.querySelectorAll("[name][data-kept-nowhere-else]")].map((one) => one.name));
    const here = Object.entries(fields).filter(([name]) => !secret.has(name));
    try {
      localStorage.setItem(this.name(kept, page), JSON.stringify({ saved_at: new Date().toISOString(), erasure: kept.keptErasure, fields: Object.fromEntries(here) }));
    } catch (full) {
      if (full.name !== "QuotaExceededError") throw full;
    }
  },
  forget: (kept, page) => localStorage.removeItem(local.name(kept, page)),
  all(kept) {
    const start = this.name(kept, "");
    const names = Object.keys(localStorage).filter((name) => name.startsWith(start));
    const found = names.map((name) => ({ page: name.slice(start.length), ...JSON.parse(localStorage.getItem(name)) }));
    const [before, here] = [true, false].map((isGone) => found.filter((one) => ((one.erasure ?? "0") !== kept.keptErasure) === isGone));
    before.forEach((one) => this.forget(kept, one.page)); // typed before what it is about was erased
    return here;
  },
  forgetAll(kept) {
    const start = this.name(kept, "");
    Object.keys(localStorage).filter((name) => name.startsWith(start)).forEach((name) => localStorage.removeItem(name));
  },
  forgetSaved() { // what the server says came through, from the page before
    const saved = document.cookie.match(/(?:^|; )saved-pages=([0-9a-f_-]+)/);
    if (!saved) return;
    const pages = new Set(saved[1].split("_"));
    sent.confirm(pages);
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(`${STORED}|`) && pages.has(name.split("|").pop())) localStorage.removeItem(name);
    }
    document.cookie = "saved-pages=; Max-Age=0; Path=/; SameSite=Strict";
  },
};

// What this tab sent last of each form, and whether it came through: a page one comes back to has it still, and it is no draft.
// Only a mark of the text is noted: an erasure does not reach here.
function markOf(text) {
  let [one, other] = [0x9e3779b9, 0x85ebca6b];
  for (const character of text) {
    one = Math.imul(one ^ character.codePointAt(0), 2654435761);
    other = Math.imul(other ^ character.codePointAt(0), 1597334677) ^ (one >>> 15);
  }
  return `${text.length}-${one >>> 0}-${other >>> 0}`;
}

const sent = {
  name: (kept) => `sent|${kept.keptBy}|${kept.kept}`,
  note(kept, page, text) {
    if ("keptNowhereElse" in kept || document.querySelector("[name][data-kept-nowhere-else]")) return;
    try {
      sessionStorage.setItem(this.name(kept), JSON.stringify({ page, mark: markOf(text), cameThrough: false }));
    } catch (full) {
      if (full.name !== "QuotaExceededError") throw full;
    }
  },
  confirm(pages) {
    for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith("sent|"))) {
      const last = JSON.parse(sessionStorage.getItem(name));
      if (pages.has(last.page)) sessionStorage.setItem(name, JSON.stringify({ ...last, cameThrough: true }));
    }
  },
  is(kept, text) {
    const last = JSON.parse(sessionStorage.getItem(this.name(kept)));
    return Boolean(last && last.cameThrough && last.mark === markOf(text));
  },
};

// A form ---------------------------------------------------------------------------------------------------------------

class KeptForm {
  constructor(holder) {
    const form = (this.form = holder.closest("form"));
    this.kept = holder.dataset;
    this.page = pageName();
    this.before = this.kept.keptPages.split(" ").filter(Boolean); // this page came back with what was typed there
    this.pages = [this.page, ...this.before];
    this.mark = element("input", "", { type: "hidden", name: "unsaved" });
    this.status = element("p", "", { className: "kept-status" });
    form.append(this.mark);
    (document.querySelector(".writing .submit-row") ?? form).append(this.status); // never below what is always in sight
    this.tell();
    this.initial = this.keptText = this.before.length ? "" : this.text();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", () => this.submitted());
    addEventListener("beforeunload", (event) => this.isDirty() && !this.isSubmitted && event.preventDefault());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", () => (this.isSubmitted = false));
    this.offer();
    if (this.before.length) this.typed();
  }

  tell() {
    this.mark.value = [this.kept.kept, ...this.pages].join(" ");
  }

  controls() {
    return [...this.form.elements].filter((one) => one.name && !UNTYPED.has(one.type) && !LEFT_OUT.has(one.name) && !/^choose-|__prefix__/.test(one.name));
  }

  fields() {
    const found = {};
    for (const one of this.controls()) {
      if (one.disabled || (["checkbox", "radio"].includes(one.type) && !one.checked)) continue;
      const values = one.type === "select-multiple" ? [...one.selectedOptions].map((option) => option.value) : [one.value];
      (found[one.name] ??= []).push(...values);
    }
    return found;
  }

  text() {
    return JSON.stringify(this.fields());
  }

  isDirty() {
    return !this.isAsItWas(this.text());
  }

  isAsItWas(text) {
    return text === this.initial || sent.is(this.kept, text);
  }

  typed() {
    clearTimeout(this.soon);
    clearTimeout(this.sooner);
    this.sooner = setTimeout(() => this.keepHere(), LOCAL_WAIT_MS);
    this.soon = setTimeout(() => this.keepThere(), WAIT_MS);
  }

  keepHere() {
    const text = this.text();
    if (!this.isGone && text !== this.keptText && !sent.is(this.kept, text)) local.keep(this.kept, this.page, this.fields());
  }

  async keepThere(keepalive = false) {
    const text = this.text();
    if (this.isGone || text === this.keptText) return;
    if (this.isAsItWas(text)) { // typed and taken back, or sent
      this.keptText = text;
      this.discard({ page: this.page });
      return this.say("");
    }
    const content = `{"form":${JSON.stringify(this.kept.kept)},"erasure":${this.kept.keptErasure},"pages":["${this.page}"],"fields":${text}}`;
    if (keepalive && content.length * 3 > BEACON_BYTES) return; // it stays in this browser
    const answer = await post(this.kept.keptAt, content, keepalive);
    if (answer && answer.status === 204) {
      this.keptText = text;
      if (this.text() === text) local.forget(this.kept, this.page);
      this.say(words.kept.replace("{}", clock(Date.now())));
      return;
    }
    const why = answer?.type === "opaqueredirect" ? words.ended : words.alone; // it leads to the sign-in
    const told = answer && answer.status === 409 ? await answer.json() : { refused: why };
    if (told.gone) {
      this.isGone = true;
      local.forgetAll(this.kept);
    }
    this.say(told.refused, true);
  }

  say(sentence, isTrouble = false) {
    this.status.textContent = sentence;
    this.status.classList.toggle("trouble", isTrouble);
    if (isTrouble) this.status.setAttribute("role", "alert");
    else this.status.removeAttribute("role");
  }

  submitted() {
    this.isSubmitted = true;
    this.keepHere();
    sent.note(this.kept, this.page, this.text());
  }

  leave() {
    this.keepHere();
    if (!this.isSubmitted) this.keepThere(true);
  }

  // What was left here before --------------------------------------------------------------------------------------------

  async offer() {
    const answer = await fetch(`${this.kept.keptAt}kept/?form=${encodeURIComponent(this.kept.kept)}`, { redirect: "manual" }).catch(() => null);
    const there = answer && answer.ok ? (await answer.json()).kept : [];
    const newest = new Map(there.map((one) => [one.page, one]));
    for (const one of local.all(this.kept)) {
      const other = newest.get(one.page);
      if (!other || new Date(other.saved_at) < new Date(one.saved_at)) newest.set(one.page, { ...one, fields: { ...other?.fields, ...one.fields } });
    }
    this.pages.forEach((page) => newest.delete(page));
    const found = [...newest.values()].sort((one, other) => new Date(other.saved_at) - new Date(one.saved_at));
    const [same, other] = [found.filter((one) => !this.differs(one).length), found.filter((one) => this.differs(one).length)];
    this.pages.push(...same.map((one) => one.page)); // a refused form that came back with its text
    this.tell();
    if (other.length) this.show(other);
  }

  differs(one) {
    const now = this.fields();
    const shown = this.controls().filter((control) => control.type !== "hidden").map((control) => control.name);
    const names = new Set([...Object.keys(one.fields), ...shown]);
    return [...names].filter((name) => this.isShown(name) && String(one.fields[name] ?? "").trim() !== String(now[name] ?? "").trim());
  }

  called(name, value) { // a choice by its words, not by its code
    const controls = this.controls().filter((one) => one.name === name);
    const option = [...(controls[0]?.options ?? [])].find((one) => one.value === value);
    const radio = controls.find((one) => one.type === "radio" && one.value === value);
    const label = radio?.labels[0];
    return (option ?? label?.querySelector(".rating") ?? label)?.textContent.trim() ?? value;
  }

  isShown(name) { // rows that are not there yet are as good as shown
    const control = this.form.elements[name];
    return !control || control.type !== "hidden";
  }

  show(found) {
    const box = element("section", "", { className: "kept-offer" });
    box.setAttribute("aria-label", words.offer);
    box.append(element("p", words.offer));
    const list = box.appendChild(document.createElement("ul"));
    for (const one of found) list.append(this.offered(one, box));
    if (found.length > 1) {
      const none = box.appendChild(element("button", words.discardAll, { type: "button", className: "step" }));
      none.addEventListener("click", () => (found.forEach((one) => this.discard(one)), box.remove()));
    }
    this.form.before(box);
  }

  offered(one, box) {
    const item = document.createElement("li");
    const excerpt = this.differs(one).map((name) => this.called(name, String(one.fields[name] ?? "").trim())).find((text) => text) ?? "";
    const back = element("button", words.restore, { type: "button", className: "step" });
    const away = element("button", words.discard, { type: "button", className: "step" });
    item.append(element("span", clock(one.saved_at), { className: "when" }), element("span", excerpt.slice(0, 80), { className: "excerpt" }), back, away);
    const done = () => (box.querySelectorAll("li").length > 1 ? item : box).remove();
    back.addEventListener("click", () => (this.restore(one), done()));
    away.addEventListener("click", () => (this.discard(one), done()));
    return item;
  }

  discard(one) {
    local.forget(this.kept, one.page);
    post(`${this.kept.keptAt}discard/`, JSON.stringify({ form: this.kept.kept, pages: [one.page] }), true);
  }

  restore(one) {
    this.addRows(one.fields);
    for (const control of this.controls()) {
      const values = one.fields[control.name] ?? [];
      if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
      else if (control.type === "select-multiple") for (const option of control.options) option.selected = values.includes(option.value);
      else if (values.length) control.value = values[0];
    }
    this.pages.push(one.page);
    this.tell();
    for (const control of this.controls()) control.dispatchEvent(new Event("change", { bubbles: true }));
    this.controls().find((control) => control.type !== "hidden")?.focus();
  }

  addRows(fields) {
    for (const [name, [wanted]] of Object.entries(fields).filter(([name]) => name.endsWith("-TOTAL_FORMS"))) {
      const prefix = name.slice(0, -"-TOTAL_FORMS".length);
      const total = this.form.elements[name];
      const add = document.querySelector(`[data-add-row="${CSS.escape(prefix)}"], #${CSS.escape(prefix)}-group .add-row a`);
      for (let left = Number(wanted) - Number(total?.value); add && left > 0; left--) add.click();
    }
  }
}

// Who else is here -----------------------------------------------------------------------------------------------------

function watch(place) {
  let heard = Date.now();
  for (const event of ["input", "pointerdown", "keydown"]) addEventListener(event, () => (heard = Date.now()), { passive: true });
  const told = (more = {}) => new URLSearchParams({ form: place.dataset.presence, csrfmiddlewaretoken: token(), ...more });
  const look = async () => {
    if (document.hidden || Date.now() - heard > AWAY_MS) return;
    const answer = await fetch(place.dataset.presenceAt, { method: "POST", body: told(), redirect: "manual" }).catch(() => null);
    if (!answer || !answer.ok) return;
    const names = (await answer.json()).others;
    const sentence = names.length ? words.present.replace("{}", names.join(words.comma)) : "";
    if (place.textContent !== sentence) place.textContent = sentence;
  };
  look();
  setInterval(look, PRESENCE_MS);
  addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.presenceAt, told({ leaving: "1" })));
}

local.forgetSaved();
document.querySelectorAll("form [data-kept], form[data-kept]").forEach((holder) => new KeptForm(holder));
document.querySelectorAll("[data-presence]").forEach(watch);
