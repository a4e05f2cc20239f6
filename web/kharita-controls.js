// The controls in the map's corners: legend, fit, credits, status. All texts are set as text.
(function () {
  'use strict';

  const { el, svg, symbol, glyph } = window.Kharita;

  /** A box that opens and closes; what it lists follows from what is drawn. */
  L.KharitaLegend = L.Control.extend({
    options: { position: 'topright', style: null },

    onAdd(map) {
      this._box = el('details', 'kharita-legend');
      this._box.open = map.getSize().x > 640 && map.getSize().y > 420;
      this._box.append(el('summary', '', 'Legend'), (this._list = el('ul', '')));
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      return this._box;
    },

    /** Lists the types and the precisions of place rows, and the notes that apply. */
    showPlaces(rows, palette) {
      const { style } = this.options;
      const shown = new Set(rows.flatMap((row) => row.types.map(([slug]) => slug)));
      const plates = new Set(rows.map((row) => (style.precisions[row.precision] || style.precisions.unknown).plate));
      const grey = { color: palette.label_minor, path: style.types.other.path };
      const notes = style.legend.notes;
      const entries = Object.entries(style.types).filter(([slug]) => shown.has(slug))
        .map(([, type]) => [picture(symbol(type, 'round', 11, palette)), type.label]);
      entries.push(null);
      for (const [plate, words] of style.legend.plates) {
        if (plates.has(plate)) entries.push([picture(symbol(grey, plate, 10, palette)), words]);
      }
      if (rows.some((row) => row.n > 1)) entries.push([picture(countMark(palette)), notes.count]);
      if (rows.some((row) => row.radius_m)) entries.push([picture(ringMark(palette)), notes.radius]);
      entries.push([picture(leaderMark(palette)), notes.leader]);
      this._fill(entries);
    },

    /** Explains flows: what line and dash mean, and the widths of two round figures. */
    showFlows(payload, palette) {
      const { style } = this.options;
      // That lines are not routes must be read with the first look, where there is room for it.
      if (!this._opened) this._box.open = this._opened = this._map.getSize().x >= 480;
      const notes = style.legend.notes;
      const entries = [
        [line(palette.flow, 5), notes.flow],
        [line(palette.flow_unknown, 2.4, '7 5'), notes['flow-unknown']],
      ];
      if (payload.largest) {
        const [least, most] = style.trunk_px;
        for (const people of rounded(payload.largest)) {
          entries.push([line(palette.flow, Math.max(least, (most * people) / payload.largest)), `${people.toLocaleString('en')} people`]);
        }
        entries.push([null, notes['flow-width']]);
      }
      if (payload.flows.some((flow) => flow.drawn && flow.transit.length)) {
        entries.push([picture(symbol(style.types.transit, 'round', 10, palette)), notes.transit]);
      }
      entries.push([null, notes['flow-short']]);
      this._fill(entries);
    },

    _fill(entries) {
      this._list.replaceChildren();
      for (const entry of entries) {
        if (!entry) {
          this._list.append(el('li', 'kharita-rule', null, { role: 'presentation' }));
          continue;
        }
        const item = el('li', entry[0] ? '' : 'kharita-note');
        if (entry[0]) item.append(entry[0]);
        item.append(el('span', '', entry[1]));
        this._list.append(item);
      }
    },
  });

  function picture(content) {
    return svg('svg', { viewBox: '-14 -14 28 28', width: 20, height: 20, 'aria-hidden': 'true' }, content);
  }

  function line(color, width, dash) {
    const path = svg('path', { d: 'M-13 0H13', stroke: color, 'stroke-width': width, 'stroke-dasharray': dash || 'none' });
    return picture(path);
  }

  function countMark(palette) {
    const text = svg('text', { 'text-anchor': 'middle', y: 4.6, 'font-size': 13, 'font-weight': 700, fill: palette.halo });
    text.textContent = 'n';
    return svg('g', {}, svg('circle', { r: 9.5, fill: palette.label }), text);
  }

  const ringMark = (palette) => svg('circle', { r: 11, fill: 'none', stroke: palette.label_minor, 'stroke-width': 2, 'stroke-dasharray': '4 4' });

  function leaderMark(palette) {
    const stroke = { stroke: palette.label, 'stroke-width': 1.4 };
    return svg('g', {}, svg('line', { x1: -9, y1: 8, x2: 6, y2: -6, ...stroke }), svg('circle', { cx: -9, cy: 8, r: 3.4, fill: palette.label }),
      svg('circle', { cx: 7, cy: -7, r: 6, fill: palette.label_minor }));
  }

  /** Two round figures not above the largest one. */
  function rounded(largest) {
    const unit = 10 ** Math.floor(Math.log10(largest));
    const top = Math.floor(largest / unit) * unit;
    return [top, top / unit > 1 ? unit : unit / 2].filter((value) => value >= 1);
  }

  /** A button that shows everything of the country again. */
  L.KharitaFit = L.Control.extend({
    options: { position: 'topleft', onFit: () => {} },

    onAdd() {
      const box = el('div', 'leaflet-bar');
      const button = el('button', 'kharita-fit', null, { type: 'button', 'aria-label': 'Show the whole map' });
      button.title = 'Show the whole map';
      const icon = svg('svg', { viewBox: '-10 -10 20 20', width: 16, height: 16, 'aria-hidden': 'true' });
      icon.append(svg('path', { d: 'M-8-3V-8H-3M3-8H8V-3M8 3V8H3M-3 8H-8V3', fill: 'none', stroke: 'currentColor', 'stroke-width': 2.2 }));
      button.append(icon);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(button, 'click', () => this.options.onFit());
      box.append(button);
      return box;
    },
  });

  /** Where the base map comes from, and that it endorses nothing. */
  L.KharitaCredits = L.Control.extend({
    options: { position: 'bottomright' },

    onAdd() {
      return (this._box = el('div', 'kharita-credits leaflet-control-attribution'));
    },

    setText(text, more) {
      this._box.textContent = text;
      this._box.title = more || '';
    },
  });

  /** One line for what went wrong; empty and invisible otherwise. */
  L.KharitaStatus = L.Control.extend({
    options: { position: 'bottomleft' },

    onAdd() {
      return (this._box = el('div', 'kharita-status', '', { role: 'status' }));
    },

    setText(text) {
      this._box.textContent = text;
    },
  });

  Object.assign(window.Kharita, { glyph });
})();
