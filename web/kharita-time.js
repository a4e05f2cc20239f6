// The days of the events under the map: two handles, a step to and fro, play and pause. What is chosen goes to the
// map's filter; both handles at their ends mean no date filter at all, so that undated events stay.
(function () {
  'use strict';

  const { el, svg } = window.Kharita;
  const DAY_MS = 86400000;
  const [DRAG_WAIT_MS, STEP_WAIT_MS] = [250, 120];
  const [FRAME_MS, CALM_FRAME_MS] = [800, 1600];
  const SPANS = [1, 2, 7, 14, 30, 91, 182, 365, 730, 1826, 3652];
  const FRAMES = 30;
  const HEIGHT_PX = 62;
  const ICONS = {
    play: 'M-5-7L8 0L-5 7Z', pause: 'M-6-7H-2V7H-6ZM2-7H6V7H2Z', back: 'M6-7V7L-4 0ZM-7-7H-4.6V7H-7Z', forward: 'M-6-7V7L4 0ZM4.6-7H7V7H4.6Z',
  };

  const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
  const isoOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const wordsOf = (day) => new Date(day * DAY_MS).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

  L.KharitaTime = L.Class.extend({
    initialize(map, filter) {
      this._map = map;
      this._filter = filter;
      this._gesture = 0;
      this._box = el('details', 'kharita-time');
      this._box.hidden = true;
      this._box.open = opens(map);
      this._build();
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      map.getContainer().append(this._box);
      this._box.addEventListener('toggle', () => this._room());
      filter.watchers.push(() => {
        this._show();
        this._expect();
      });
      for (const act of ['focusin', 'pointerover']) this._box.addEventListener(act, (event) => this._expect(event.target));
    },

    /** The first and last day of the data; null where nothing is dated. */
    setSpan(first, last) {
      this._box.hidden = !first || first === last;
      if (this._box.hidden) return;
      const [low, high] = [dayOf(first), dayOf(last)];
      if (low === this._low && high === this._high) return;
      Object.assign(this, { _low: low, _high: high });
      for (const input of [this._from, this._to]) Object.assign(input, { min: low, max: high });
      this._show();
      this._room();
    },

    _build() {
      const head = el('summary', '');
      head.append(el('span', 'kharita-time-name', 'Time'), (this._words = el('span', 'kharita-time-words', '')));
      const row = el('div', 'kharita-time-row');
      this._play = button('Play', 'play', () => (this._playing ? this._stop() : this._start()));
      row.append(this._play, button('Earlier', 'back', () => this._step(-1)), button('Later', 'forward', () => this._step(1)));
      const range = el('div', 'kharita-range');
      range.append((this._band = el('div', 'kharita-band')));
      this._from = this._handle('From', range);
      this._to = this._handle('To', range);
      this._all = el('button', 'kharita-plain', 'All days', { type: 'button' });
      this._all.addEventListener('click', () => this._set(this._low, this._high, STEP_WAIT_MS));
      row.append(range, this._all);
      this._box.append(head, row);
    },

    _handle(name, range) {
      const input = el('input', '', null, { type: 'range', step: 1, 'aria-label': `${name} day` });
      input.addEventListener('input', () => this._dragged(input));
      input.addEventListener('pointerdown', () => { this._gesture += 1; });
      input.addEventListener('change', () => { this._gesture += 1; });
      range.append(input);
      return input;
    },

    /** The days that are chosen, as numbers; the ends of the data where nothing is. */
    _chosen() {
      const { from, to } = this._filter.own;
      const within = (day) => Math.min(this._high, Math.max(this._low, day));
      return [from ? within(dayOf(from)) : this._low, to ? within(dayOf(to)) : this._high];
    },

    _dragged(input) {
      this._stop();
      let [from, to] = [Number(this._from.value), Number(this._to.value)];
      if (from > to) input === this._from ? (from = to) : (to = from);
      this._set(from, to, DRAG_WAIT_MS, this._gesture);
    },

    _set(from, to, wait, gesture) {
      const parts = this._parts(from, to);
      const { own } = this._filter;
      if (parts.from === own.from && parts.to === own.to) return Promise.resolve(this._show());
      return this._filter.change(parts, { wait, gesture: gesture === undefined ? undefined : `time ${gesture}` });
    },

    _parts(from, to) {
      return { from: from > this._low ? isoOf(from) : null, to: to < this._high ? isoOf(to) : null };
    },

    /** Says what will probably be chosen next: the next picture of the player, the next step of a button or a key. */
    _expect(over = document.activeElement) {
      if (this._low === undefined || !(this._playing || this._box.contains(over))) return;
      const [from, to] = this._chosen();
      const tenth = Math.max(1, (this._high - this._low) / 10);
      const within = (day) => Math.round(Math.min(this._high, Math.max(this._low, day)));
      const moved = (by) => (over === this._from ? [within(Math.min(from + by, to)), to] : [from, within(Math.max(to + by, from))]);
      let steps = [this._target(1), this._target(-1)];
      if (this._playing) steps = [this._target(1)];
      else if (over === this._from || over === this._to) steps = [tenth, -tenth, 1, -1].map(moved);
      this._filter.expect(steps.filter(Boolean).map((days) => this._parts(...days)));
    },

    _show() {
      if (this._low === undefined) return;
      const [from, to] = this._chosen();
      const share = (day) => (100 * (day - this._low)) / (this._high - this._low);
      this._from.value = from;
      this._to.value = to;
      this._from.setAttribute('aria-valuetext', wordsOf(from));
      this._to.setAttribute('aria-valuetext', wordsOf(to));
      // Where both handles meet at the right end, the left one must be the one that can be taken.
      this._from.style.zIndex = from > (this._low + this._high) / 2 ? 2 : 1;
      this._band.style.left = `${share(from)}%`;
      this._band.style.right = `${100 - share(to)}%`;
      const all = from === this._low && to === this._high;
      this._words.textContent = from === to ? wordsOf(from) : `${wordsOf(from)} – ${wordsOf(to)}`;
      this._box.classList.toggle('kharita-narrowed', !all);
      this._all.disabled = all;
    },

    /** How many days one step is: the width of what is chosen, or a round span that makes about thirty steps. */
    _width() {
      const [from, to] = this._chosen();
      const days = this._high - this._low + 1;
      if (to - from + 1 < days) return to - from + 1;
      return SPANS.find((span) => span * FRAMES >= days) || SPANS[SPANS.length - 1];
    },

    /** Moves the chosen days by their own width; from all days to the first or last such part. Null at the end. */
    _move(direction, gesture, wait) {
      const days = this._target(direction);
      return days && this._set(...days, wait, gesture);
    },

    /** Where a move goes, as two days, or null at the end. */
    _target(direction) {
      const width = this._width();
      const [from, to] = this._chosen();
      const whole = from === this._low && to === this._high;
      let start = from + direction * width;
      if (whole) start = direction > 0 ? this._low : this._high - width + 1;
      else if (direction > 0 ? to >= this._high : from <= this._low) return null;
      start = Math.max(this._low, Math.min(start, this._high));
      const end = Math.min(this._high, start + width - 1);
      // At the last, shorter part the start keeps the rhythm and the end is the last day.
      return [start, end];
    },

    _step(direction) {
      this._stop();
      this._move(direction, undefined, STEP_WAIT_MS);
    },

    _start() {
      this._playing = true;
      this._gesture += 1;
      look(this._play, 'Pause', 'pause');
      const [, to] = this._chosen();
      if (to >= this._high) {
        const width = this._width();
        this._set(this._low, this._low + width - 1, DRAG_WAIT_MS, this._gesture);
      }
      this._next();
    },

    /** One picture after the other, each shown before the pause begins. */
    _next() {
      const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      clearTimeout(this._timer);
      this._timer = setTimeout(async () => {
        const moved = this._playing && this._map.getContainer().isConnected && this._move(1, this._gesture, DRAG_WAIT_MS);
        if (!moved) return this._stop();
        await moved;
        return this._playing && this._next();
      }, calm ? CALM_FRAME_MS : FRAME_MS);
    },

    _stop() {
      if (!this._playing) return;
      this._playing = false;
      clearTimeout(this._timer);
      look(this._play, 'Play', 'play');
    },

    /** Tells the corners of the map how much room is taken below them. */
    _room() {
      const height = this._box.open && !this._box.hidden ? this._box.offsetHeight : 0;
      this._map.getContainer().style.setProperty('--kharita-below', `${height}px`);
    },
  });

  const opens = (map) => map.getSize().x > 420 && map.getSize().y > 420;

  /** Keeps the room that the open slider takes before it is there, so that the first view fits. */
  function timeRoom(map) {
    if (opens(map)) map.getContainer().style.setProperty('--kharita-below', `${HEIGHT_PX}px`);
  }

  function button(name, icon, act) {
    const made = el('button', 'kharita-time-button', null, { type: 'button' });
    look(made, name, icon);
    made.addEventListener('click', act);
    return made;
  }

  function look(made, name, icon) {
    made.setAttribute('aria-label', name);
    made.title = name;
    const view = svg('svg', { viewBox: '-10 -10 20 20', width: 16, height: 16, 'aria-hidden': 'true' });
    view.append(svg('path', { d: ICONS[icon], fill: 'currentColor' }));
    made.replaceChildren(view);
  }

  Object.assign(window.Kharita, { timeRoom });
})();
