// A note keeps itself: two seconds after the last key, while the hand types on, and when it leaves the box.
// Save works without this. Nothing typed is thrown away: offline, signed out or overtaken by somebody else,
// the words stay in the box and on this tablet, and are offered when the page is opened again.

import { Draft } from "./note/draft.js";
import * as signin from "./room/signin.js";
import * as vault from "./room/vault.js";

const IDLE_MS = 2000;
const LONGEST_MS = vault.isPossible() ? 5000 : 1000; // of typing without a pause; this tablet keeps it sooner
const RETRY_MS = 10_000;
const JSON_TYPE = "application/json";
const TOKEN = "csrfmiddlewaretoken";
const KEPT_HERE = "Your words stay here";
const OTHER = "Somebody else is signed in. Your words stay here: sign in as yourself, then press Save.";

class Keeper {
  constructor(form) {
    this.form = form;
    this.words = form.elements.text;
    this.state = form.querySelector("[data-save-state]");
    this.theirs = form.querySelector("[data-theirs]");
    this.kept = this.facts();
    this.waiting = new Set();
    this.timer = 0;
    this.since = 0;
    this.busy = false;
    this.saving = Promise.resolve();
    this.isGoing = false;
    this.isLeaving = false;
    this.isPaused = false;
    this.draft = new Draft(new URL(form.action).pathname, this.state.dataset.member);
    form.addEventListener("input", () => this.typed());
    form.addEventListener("focusout", () => this.now());
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.now());
    window.addEventListener("pagehide", () => this.draft.keep());
    window.addEventListener("pageshow", () => {
      this.isLeaving = false; // back again by the browser's own button
    });
    document.addEventListener("kap:signed-in", () => this.now());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) return;
      this.draft.keep();
      this.now();
    });
    document.addEventListener("kap:leaving", (event) => {
      this.now();
      event.detail.waits.push(this.saving.then(() => this.draft.keep()));
    });
    document.addEventListener("kap:wiped", () => {
      this.isLeaving = true; // signing out: what is not saved was asked about
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isChanged() && !this.isLeaving) event.preventDefault();
    });
  }

  // What would be sent, without the token and the version: those change by themselves.
  facts() {
    const facts = new FormData(this.form);
    facts.delete(TOKEN);
    facts.delete("version");
    return new URLSearchParams(facts).toString();
  }

  isChanged() {
    return this.facts() !== this.kept;
  }

  later(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), after);
  }

  // A hand that never rests is not waited for.
  typed() {
    if (this.isChanged()) this.draft.soon(() => this.record());
    this.since ||= performance.now();
    const left = LONGEST_MS - (performance.now() - this.since);
    this.later(Math.max(0, Math.min(IDLE_MS, left)));
  }

  // What this tablet keeps of the note: the fields, and the text they began from.
  record() {
    const facts = Object.fromEntries(new URLSearchParams(this.facts()));
    return { facts, version: this.form.elements.version.value };
  }

  // The words are saved before the page goes; where that fails it stays, with what stands in the box.
  async leave(event) {
    if (this.isLeaving) return;
    event.preventDefault();
    if (this.isGoing) return;
    this.isGoing = true;
    clearTimeout(this.timer);
    const wasShown = this.isPaused;
    await this.saving; // the press also left the box: what that began goes first
    const came = this.isPaused && !wasShown;
    if (!came) this.isPaused = false;
    const outcome = came ? "clash" : await (this.saving = this.save());
    this.isGoing = false;
    if (outcome !== "kept" && outcome !== "refused") return this.stay();
    this.isLeaving = true; // what was refused is told by the page itself, beside its field
    this.form.requestSubmit(event.submitter);
  }

  // Somebody was quicker: theirs is shown first, and only another press puts anything over it.
  stay() {
    this.state.scrollIntoView({ block: "center" });
  }

  now() {
    clearTimeout(this.timer);
    this.since = 0;
    if (this.busy || this.isGoing || this.isLeaving || this.isPaused || !this.isChanged()) return;
    this.saving = this.save();
  }

  // "kept", "clash", "refused" or "waiting".
  async save() {
    this.busy = true;
    this.say("saving", "Saving…");
    const facts = this.facts();
    const typed = this.words.value;
    let outcome = "waiting";
    try {
      outcome = await this.send(facts, typed);
    } catch {
      this.hold(facts);
    } finally {
      this.busy = false;
    }
    if (!this.isChanged()) this.draft.forget();
    else this.draft.soon(() => this.record());
    if (this.isChanged() && !this.isPaused && !this.isGoing) this.later(this.waiting.size ? RETRY_MS : IDLE_MS);
    return outcome;
  }

  async send(facts, typed) {
    let answer = await this.post();
    if (answer.status === 403) {
      const renewed = await this.renewToken();
      if (renewed === "other") return this.hold(facts, OTHER);
      if (renewed) answer = await this.post();
    }
    if (answer.status === 423) {
      return this.hold(facts, `The screen is locked. ${KEPT_HERE}: open it, then press Save.`);
    }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      document.dispatchEvent(new CustomEvent("kap:signed-out"));
      return this.hold(facts, `You are signed out. ${KEPT_HERE}: sign in again, then press Save.`);
    }
    if (answer.status === 409) return this.clash(await answer.json());
    if (answer.status === 422) return this.refuse(await answer.json());
    if (!answer.ok) throw new Error(String(answer.status));
    return this.keep(await answer.json(), facts, typed);
  }

  post() {
    return fetch(this.form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(this.form)),
      headers: { Accept: JSON_TYPE },
      redirect: "manual",
    });
  }

  // After signing in again elsewhere the page's token is an old one.
  async renewToken() {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[name=${TOKEN}]`);
    if (!fresh) return false;
    const whose = page.querySelector("[data-save-state]")?.dataset.member;
    if (whose !== this.state.dataset.member) return "other";
    this.form.elements[TOKEN].value = fresh.value;
    return true;
  }

  keep(answer, facts, typed) {
    this.form.elements.version.value = answer.version;
    this.waiting.clear();
    this.kept = facts;
    // A short word was opened out; whoever typed on since keeps what they typed.
    if (answer.text !== typed && this.words.value === typed) {
      const fromEnd = typed.length - this.words.selectionEnd;
      this.words.value = answer.text;
      const place = answer.text.length - fromEnd;
      this.words.setSelectionRange(place, place);
      this.kept = this.facts();
    }
    this.say("saved", `Saved ${answer.saved}`);
    return "kept";
  }

  hold(facts, sentence) {
    this.waiting.add(facts);
    this.say("waiting", sentence ?? `Not saved yet, ${this.waiting.size} waiting. ${KEPT_HERE}.`);
    return "waiting";
  }

  // Both texts are on the page; from here on only the hand decides which one stands.
  clash(answer) {
    this.isPaused = true;
    this.form.elements.version.value = answer.version;
    this.theirs.hidden = false;
    this.theirs.querySelector("[data-theirs-text]").textContent = answer.theirs;
    this.say("clash", `${answer.sentence} Yours is in the box: Save puts it over theirs.`);
    return "clash";
  }

  refuse(answer) {
    this.isPaused = true;
    this.say("clash", answer.sentence);
    this.words.addEventListener("input", () => (this.isPaused = false), { once: true });
    return "refused";
  }

  say(state, words) {
    this.state.dataset.state = state;
    this.state.textContent = words;
  }

  // --- what an earlier page left on this tablet -----------------------------------------------------

  async offer() {
    const shown = this.facts();
    await this.draft.open(({ facts }) => new URLSearchParams(facts).toString() !== shown).catch(console.warn);
    this.ask();
  }

  ask() {
    const panel = this.form.querySelector("[data-draft]");
    const record = this.draft.waiting.at(-1);
    panel.hidden = !record;
    if (!record) return;
    panel.querySelector("[data-draft-at]").textContent = whenTyped(record.at);
    panel.querySelector("[data-draft-text]").textContent = record.facts.text;
    panel.querySelector("[data-draft-back]").onclick = () => this.putBack(record);
    panel.querySelector("[data-draft-away]").onclick = () => this.throwAway(record);
  }

  // It began from a text that may not stand any more: saving it then shows both.
  putBack(record) {
    if (this.isChanged()) this.draft.waiting.unshift({ ...this.record(), at: Date.now() });
    for (const [name, value] of Object.entries(record.facts)) {
      if (this.form.elements[name]) this.form.elements[name].value = value;
    }
    this.form.elements.version.value = record.version;
    this.isPaused = false;
    this.draft.soon(() => this.record());
    this.draft.keep();
    this.throwAway(record);
    this.words.focus();
    this.now();
  }

  throwAway(record) {
    this.draft.answer(record);
    this.ask();
  }
}

function whenTyped(moment) {
  const when = new Date(moment);
  const isToday = when.toDateString() === new Date().toDateString();
  const clock = { hour: "numeric", minute: "2-digit" };
  return when.toLocaleString("en-US", isToday ? clock : { month: "short", day: "numeric", ...clock });
}

const keepers = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Keeper(form));
if (keepers.length) {
  const { login, back, email } = keepers[0].state.dataset;
  signin.start({ login, back, email, later: "Keep writing, sign in later" });
}
Promise.all(keepers.map((one) => one.offer())).then(() => {
  document.documentElement.dataset.noteReady = "";
});
