// Answers of the server that may be of use once more: those of the last questions, and those to what a reader will
// probably ask next (a step of the time slider), fetched one at a time while the map is at rest. What is shown out of
// here is what the server said; nothing is guessed.
(function () {
  'use strict';

  const [MOST, FRESH_MS] = [12, 20000];

  class Answers {
    constructor() {
      this.held = new Map();
    }

    /** The answer to a question, or undefined; never one that is old or of other data than the newest answer. */
    get(key) {
      const found = this.held.get(key);
      if (found && performance.now() - found.at < FRESH_MS && found.value.header.revision === this.revision) return found.value;
      this.held.delete(key);
      return undefined;
    }

    put(key, value) {
      if (value.header.revision !== this.revision) this.held.clear();
      this.revision = value.header.revision;
      this.held.delete(key);
      this.held.set(key, { value, at: performance.now() });
      for (const oldest of this.held.keys()) {
        if (this.held.size <= MOST) break;
        this.held.delete(oldest);
      }
    }
  }

  class Ahead {
    /** `from` is a source of cells (kharita-core.js); what comes goes into `answers`. */
    constructor(from, answers) {
      Object.assign(this, { from, answers, running: null });
    }

    stop() {
      if (this.running) this.running.abort();
      this.running = null;
    }

    /** Fetches the answers to `questions` that are not held, in this order, in place of what was wanted before. */
    async want(questions) {
      this.stop();
      const mine = (this.running = new AbortController());
      try {
        for (const question of questions) {
          if (mine.signal.aborted) return;
          if (!this.answers.get(question)) this.answers.put(question, await this.from.get('cells', question, mine.signal));
        }
      } catch {
        // Nobody has asked yet: whoever does is told what is wrong.
      }
    }
  }

  Object.assign(window.Kharita, { Answers, Ahead });
})();
