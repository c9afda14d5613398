// What is typed into a note and not yet saved, on this tablet: closed like the room's own, within a second,
// for its writer alone. It goes when the words are saved, and with signing out.

import * as vault from "../room/vault.js";

const PAUSE_MS = 300;
const LONGEST_MS = 900;

export class Draft {
  constructor(path, member) {
    this.id = `note:${member}:${path}`;
    this.waiting = []; // found here when the page opened, and neither put back nor thrown away yet
    this.latest = null;
    this.timer = 0;
    this.since = 0;
    this.writing = Promise.resolve();
    document.addEventListener("kap:wiped", () => this.stop());
  }

  // What an earlier page left here; `isNews` says whether it differs from what this one shows.
  async open(isNews) {
    if (!vault.isPossible()) return;
    await vault.tidy();
    const { kept = [] } = await vault.drafts(this.id);
    this.waiting = kept.filter(isNews);
    if (this.waiting.length < kept.length) this.write();
  }

  // Sooner when the hand rests, never later than a second after the first key.
  soon(take) {
    this.take = take;
    clearTimeout(this.timer);
    this.since ||= performance.now();
    const left = LONGEST_MS - (performance.now() - this.since);
    this.timer = setTimeout(() => this.keep(), Math.max(0, Math.min(PAUSE_MS, left)));
  }

  keep() {
    if (!this.since) return this.writing;
    clearTimeout(this.timer);
    this.since = 0;
    this.latest = { ...this.take(), at: Date.now() };
    return this.write();
  }

  // The words are saved: only what nobody has answered about stays.
  forget() {
    clearTimeout(this.timer);
    this.since = 0;
    if (!this.latest) return;
    this.latest = null;
    this.write();
  }

  answer(record) {
    this.waiting = this.waiting.filter((one) => one !== record);
    this.write();
  }

  // One after the other: what is forgotten does not come back.
  write() {
    if (!vault.isPossible()) return this.writing;
    const kept = [...this.waiting, ...(this.latest ? [this.latest] : [])];
    this.writing = this.writing
      .then(() => vault.keepDrafts(this.id, kept.length ? { kept } : {}))
      .catch((error) => console.warn(error));
    return this.writing;
  }

  stop() {
    clearTimeout(this.timer);
    this.since = 0;
    this.latest = null;
    this.waiting = [];
  }
}
