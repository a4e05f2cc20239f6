// What the map shows now: the page's filter, with the types and days that were chosen inside the map before the page
// knows of them. A change acts here at once and is told to the page after a pause; what the page says about an older
// state never undoes a newer one. Numbers that only grow tell older from newer.
(function () {
  'use strict';

  const { pairsOf, queryOf, filterOf } = window.Kharita;
  const OWN = new Set(['type', 'from', 'to']);
  const AHEAD_MS = 3000;
  const MOST_WAITS = 10; // as long as the page's script runs: a server with many readers takes its time

  class MapFilter {
    /**
     * `show(query, gentle)` draws a query; `tell(filter)` gives it to the page; `drawn(query)` says that a query of the
     * page is on the screen; `soon(queries)` may fetch what will be shown next; `address` may be null.
     */
    constructor({ show, tell, drawn, soon, address }) {
      Object.assign(this, { show, tell, drawn, soon, address });
      this.own = { types: [], from: null, to: null };
      this.rest = [];
      this.changed = 0;
      this.seen = 0;
      this.watchers = [];
      this.ahead = null;
      if (address) address.watch((filter) => address.stepping() || this.fromAddress(filter));
    }

    /** Says which changes {types} or {from, to} will probably come next, the likeliest first. */
    expect(changes) {
      this.soon(changes.map((parts) => this.query({ ...this.own, ...parts })));
    }

    query({ types, from, to } = this.own) {
      const own = [...types.map((slug) => ['type', slug]), ...(from ? [['from', from]] : []), ...(to ? [['to', to]] : [])];
      return filterOf(queryOf([...this.rest, ...own]));
    }

    /** Whether the page does not know yet what was chosen here. */
    pending() {
      return this.changed > this.seen;
    }

    /** The page's filter, after it has seen the change number `seen` of this map. */
    fromPage(query, seen) {
      this.seen = Math.max(this.seen, seen);
      if (this.changed < seen) this.changed = seen;
      if (this._isBehind(query)) return Promise.resolve();
      const drawing = this._take(query);
      if (!this.told) this._tellDrawn(query, drawing); // the page keeps its tables back until the first picture is there
      this.told = true;
      return drawing;
    }

    /**
     * What a reader has just chosen in a list of the page, before the page's word about it. Until that comes, what the
     * page still says about the states before is old; without that word the address is right after a while.
     */
    fromWidget(field, values) {
      const behind = [...(this.ahead ? this.ahead.behind : []), this.query()];
      const others = pairsOf(this.query()).filter(([key]) => key !== field);
      const query = filterOf(queryOf([...others, ...values.map((value) => [field, value])]));
      if (query === this.query()) return;
      this._clearAhead();
      this._tellDrawn(query, this._take(query));
      this.ahead = { query: this.query(), behind, waits: 0 };
      this._waitAhead();
    }

    _isBehind(query) {
      if (!this.ahead) return false;
      if (filterOf(query) !== this.ahead.query && this.ahead.behind.includes(filterOf(query))) return true;
      this._clearAhead();
      return false;
    }

    _clearAhead() {
      if (this.ahead) clearTimeout(this.ahead.timer);
      this.ahead = null;
    }

    _waitAhead() {
      const ahead = this.ahead;
      ahead.timer = setTimeout(() => {
        ahead.waits += 1;
        if (ahead.waits < MOST_WAITS && this.address && this.address.working()) this._waitAhead();
        else this._giveUp();
      }, AHEAD_MS);
    }

    _giveUp() {
      this.ahead = null;
      this.telling = null; // the same choice made once more is news again
      if (this.address && !this.address.stepping()) this._take(this.address.filter());
    }

    /** The page waits for the picture before it goes on; it is told when that is on the screen. */
    fromAddress(query) {
      if (this._isBehind(query)) return;
      this._tellDrawn(query, this._take(query));
    }

    /** Once for each choice: the page may tell of one that the map saw first. */
    _tellDrawn(query, drawing) {
      if (this.telling === filterOf(query)) return;
      this.telling = filterOf(query);
      Promise.resolve(drawing).then(() => requestAnimationFrame(() => setTimeout(() => this.drawn(query))));
    }

    _take(query) {
      const pairs = pairsOf(query);
      this.rest = pairs.filter(([key]) => !OWN.has(key));
      if (!this.pending()) {
        const one = (name) => (pairs.find(([key]) => key === name) || [])[1] || null;
        this.own = { types: pairs.filter(([key]) => key === 'type').map(([, slug]) => slug), from: one('from'), to: one('to') };
      }
      return this._shown(false);
    }

    _shown(gentle) {
      const drawn = this.show(this.query(), gentle);
      for (const watcher of this.watchers) watcher(this.own);
      return drawn;
    }

    /**
     * A choice inside the map: {types} or {from, to}. `wait` is the pause in milliseconds before the page is told;
     * changes of one `gesture` are one step of the history.
     */
    change(parts, { wait, gesture }) {
      Object.assign(this.own, parts);
      this.changed += 1;
      const drawn = this._shown(true);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this._whenDrawn(gesture), wait);
      return drawn;
    }

    /** The page, which works hard on what it is told, is told after the picture is there. */
    async _whenDrawn(gesture) {
      const change = this.changed;
      await this.show(this.query(), true);
      if (change === this.changed) this._settle(gesture);
    }

    _settle(gesture) {
      const push = gesture === undefined || gesture !== this.gesture;
      this.gesture = gesture;
      if (this.address) this.address.writeFilter(this.query(), push);
      this.tell(this.unseen());
    }

    /** What the page has yet to learn, as it travels in the component's value; null where that is nothing. */
    unseen() {
      const { types, from, to } = this.own;
      return this.pending() ? { type: types, from, to, seq: this.changed } : null;
    }
  }

  Object.assign(window.Kharita, { MapFilter });
})();
