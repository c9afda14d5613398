// A note keeps itself: two seconds after the last key, and when the hand leaves the box. Save works without this.
// Nothing typed is thrown away: offline, signed out or overtaken by somebody else, the words stay in the box.

const IDLE_MS = 2000;
const RETRY_MS = 10_000;
const JSON_TYPE = "application/json";
const TOKEN = "csrfmiddlewaretoken";

class Keeper {
  constructor(form) {
    this.form = form;
    this.words = form.elements.text;
    this.state = form.querySelector("[data-save-state]");
    this.theirs = form.querySelector("[data-theirs]");
    this.kept = this.facts();
    this.waiting = new Set();
    this.timer = 0;
    this.busy = false;
    this.saving = Promise.resolve();
    this.isLeaving = false;
    this.isPaused = false;
    form.addEventListener("input", () => this.later(IDLE_MS));
    form.addEventListener("focusout", () => this.now());
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.now());
    document.addEventListener("kap:signed-in", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden && this.now());
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

  // The press that leaves the page also left the box: what that began is waited for, and its version sent.
  leave(event) {
    clearTimeout(this.timer);
    this.isLeaving = true;
    if (!this.busy) return;
    event.preventDefault();
    this.saving.then(() => (this.isPaused ? this.stay() : this.form.requestSubmit(event.submitter)));
  }

  // Somebody was quicker: theirs is shown first, and only another press puts anything over it.
  stay() {
    this.isLeaving = false;
    this.state.scrollIntoView({ block: "center" });
  }

  now() {
    clearTimeout(this.timer);
    if (this.busy || this.isLeaving || this.isPaused || !this.isChanged()) return;
    this.saving = this.save();
  }

  async save() {
    this.busy = true;
    this.say("saving", "Saving…");
    const facts = this.facts();
    const typed = this.words.value;
    try {
      await this.send(facts, typed);
    } catch {
      this.hold(facts);
    } finally {
      this.busy = false;
    }
    if (this.isChanged() && !this.isPaused && !this.isLeaving) this.later(this.waiting.size ? RETRY_MS : IDLE_MS);
  }

  async send(facts, typed) {
    let answer = await this.post();
    if (answer.status === 403 && (await this.renewToken())) answer = await this.post();
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      this.hold(facts, "You are signed out. Your words stay here: sign in again, then press Save.");
      document.dispatchEvent(new CustomEvent("kap:signed-out"));
      return;
    }
    if (answer.status === 409) return this.clash(await answer.json());
    if (answer.status === 422) return this.refuse(await answer.json());
    if (!answer.ok) throw new Error(String(answer.status));
    this.keep(await answer.json(), facts, typed);
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
  }

  hold(facts, sentence) {
    this.waiting.add(facts);
    this.say("waiting", sentence ?? `Not saved yet, ${this.waiting.size} waiting`);
  }

  // Both texts are on the page; from here on only the hand decides which one stands.
  clash(answer) {
    this.isPaused = true;
    this.form.elements.version.value = answer.version;
    this.theirs.hidden = false;
    this.theirs.querySelector("[data-theirs-text]").textContent = answer.theirs;
    this.say("clash", `${answer.sentence} Yours is in the box: Save puts it over theirs.`);
  }

  refuse(answer) {
    this.isPaused = true;
    this.say("clash", answer.sentence);
    this.words.addEventListener("input", () => (this.isPaused = false), { once: true });
  }

  say(state, words) {
    this.state.dataset.state = state;
    this.state.textContent = words;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Keeper(form);
