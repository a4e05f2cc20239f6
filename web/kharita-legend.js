// The legend. In the app each type is a button that shows or hides it; in an export it only explains.
(function () {
  'use strict';

  const { el, svg, inWords, symbol } = window.Kharita;
  const WAIT_MS = 60;

  L.KharitaLegend = L.Control.extend({
    options: { position: 'topright', style: null, filter: null },

    onAdd(map) {
      this._box = el('details', 'kharita-legend');
      this._box.open = map.getSize().x > 640 && map.getSize().y > 420;
      this._box.append(el('summary', '', 'Legend'), (this._list = el('ul', '')));
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      this._toggles = new Map();
      const { filter } = this.options;
      if (filter) filter.watchers.push(() => this._press());
      return this._box;
    },

    /** Lists the types and the precisions of rows, and the notes that apply; `counts` are [type, number] of the app. */
    showPlaces(rows, counts, palette) {
      const { style } = this.options;
      const plates = new Set(rows.map((row) => (style.precisions[row.precision] || style.precisions.unknown).plate));
      const grey = { color: palette.label_minor, path: style.types.other.path };
      const notes = style.legend.notes;
      const entries = [];
      for (const [plate, words] of style.legend.plates) {
        if (plates.has(plate)) entries.push([picture(symbol(grey, plate, 10, palette)), words]);
      }
      if (rows.some((row) => row.n > 1)) entries.push([picture(countMark(palette)), notes.count]);
      if (rows.some((row) => !row.single)) entries.push([picture(severalMark(palette)), notes.several]);
      if (rows.some((row) => row.radius_m)) entries.push([picture(ringMark(palette)), notes.radius]);
      if (this._map.getContainer().dataset.drawn !== 'canvas') entries.push([picture(leaderMark(palette)), notes.leader]);
      if (counts && this.options.filter) this._fillToggles(counts, entries, palette);
      else this._fill([...this._explained(rows, palette), null, ...entries]);
    },

    _explained(rows, palette) {
      const shown = new Set(rows.flatMap((row) => row.types.map(([slug]) => slug)));
      return Object.entries(this.options.style.types).filter(([slug]) => shown.has(slug))
        .map(([, type]) => [picture(symbol(type, 'round', 11, palette)), type.label]);
    },

    /** The buttons are made once for the types of the store; later answers only change their numbers. */
    _fillToggles(counts, entries, palette) {
      this._held = counts.map(([slug]) => slug);
      const made = `${this._held.join(' ')} ${palette.casing}`;
      if (made !== this._made) {
        this._made = made;
        this._toggles.clear();
        this._list.replaceChildren();
        this._list.append(this._allRow());
        for (const slug of this._held) this._list.append(this._typeRow(slug, palette));
        this._list.append(rule());
        this._notes = null;
      }
      for (const [slug, n] of counts) this._toggles.get(slug).count.textContent = inWords(n);
      this._fillNotes(entries);
      this._press();
    },

    _fillNotes(entries) {
      const words = entries.map(([, text]) => text).join('|');
      if (words === this._notes) return;
      this._notes = words;
      this._list.querySelectorAll('.kharita-explained').forEach((node) => node.remove());
      for (const entry of entries) {
        const item = row(entry);
        item.classList.add('kharita-explained');
        this._list.append(item);
      }
    },

    _allRow() {
      const item = el('li', 'kharita-all');
      this._all = el('button', 'kharita-plain', 'Show all types', { type: 'button' });
      this._all.addEventListener('click', () => this._choose([]));
      item.append(this._all);
      return item;
    },

    _typeRow(slug, palette) {
      const type = this.options.style.types[slug];
      const item = el('li', 'kharita-type');
      const button = el('button', 'kharita-toggle', null, { type: 'button', 'aria-pressed': 'true' });
      button.dataset.type = slug;
      const count = el('span', 'kharita-count', '');
      button.append(picture(symbol(type, 'round', 11, palette)), el('span', 'kharita-words', type.label), count);
      button.title = 'Show or hide; double click shows only this';
      const only = el('button', 'kharita-only', 'only', { type: 'button', 'aria-label': `Show only ${type.label}` });
      button.addEventListener('click', (event) => (event.detail === 2 ? this._choose([slug]) : this._toggle(slug)));
      only.addEventListener('click', () => this._choose([slug]));
      item.append(button, only);
      this._toggles.set(slug, { button, only, count });
      return item;
    },

    _types() {
      return this.options.filter.own.types;
    },

    _toggle(slug) {
      const shown = new Set(this._types().length ? this._types() : this._held);
      if (!shown.delete(slug)) shown.add(slug);
      this._choose(this._held.every((each) => shown.has(each)) ? [] : [...shown].sort());
    },

    _choose(types) {
      this.options.filter.change({ types }, { wait: WAIT_MS });
    },

    _press() {
      const types = new Set(this._types());
      for (const [slug, { button }] of this._toggles) button.setAttribute('aria-pressed', String(!types.size || types.has(slug)));
      if (this._all) this._all.disabled = !types.size;
    },

    _fill(entries) {
      this._list.replaceChildren(...entries.map((entry) => (entry ? row(entry) : rule())));
    },
  });

  /** A row of [mark, words], of words alone, or with a button in place of the words. */
  function row([mark, words]) {
    const item = el('li', mark ? '' : 'kharita-note');
    if (mark) item.append(mark);
    item.append(words instanceof Node ? words : el('span', '', words));
    return item;
  }

  const rule = () => el('li', 'kharita-rule', null, { 'aria-hidden': 'true' });

  function picture(content) {
    return svg('svg', { viewBox: '-14 -14 28 28', width: 20, height: 20, 'aria-hidden': 'true' }, content);
  }

  function countMark(palette) {
    const text = svg('text', { 'text-anchor': 'middle', y: 4.6, 'font-size': 13, 'font-weight': 700, fill: palette.halo });
    text.textContent = 'n';
    return svg('g', {}, svg('circle', { r: 9.5, fill: palette.label }), text);
  }

  const ringMark = (palette) => svg('circle', { r: 11, fill: 'none', stroke: palette.label_minor, 'stroke-width': 2, 'stroke-dasharray': '4 4' });

  const severalMark = (palette) => svg('g', {}, svg('circle', { r: 7, fill: palette.label_minor }),
    svg('circle', { r: 11, fill: 'none', stroke: palette.label_minor, 'stroke-width': 1.6 }));

  function leaderMark(palette) {
    const stroke = { stroke: palette.label, 'stroke-width': 1.4 };
    return svg('g', {}, svg('line', { x1: -9, y1: 8, x2: 6, y2: -6, ...stroke }), svg('circle', { cx: -9, cy: 8, r: 3.4, fill: palette.label }),
      svg('circle', { cx: 7, cy: -7, r: 6, fill: palette.label_minor }));
  }

  Object.assign(window.Kharita, { legendParts: { picture } });
})();
