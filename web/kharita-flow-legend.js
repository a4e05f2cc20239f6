// The legend of the map of movements, and the control that opens the smaller flows. What widths and circles stand for is
// said with the very measures that the layers drew by.
(function () {
  'use strict';

  const { el, svg, inWords: number, symbol, plural, widthFor, legendParts } = window.Kharita;
  const { picture } = legendParts;

  L.KharitaLegend.include({
    /** Explains flows: kinds, widths of round figures and their bound, what dashes, marks and circles mean, what is not drawn. */
    showFlows(payload, palette, layer, stocks) {
      const { style } = this.options;
      // That lines are not routes must be read with the first look, where there is room for it.
      if (!this._opened) this._box.open = this._opened = this._map.getSize().x >= 560;
      this._box.classList.add('kharita-legend-flows');
      const { notes } = style.legend;
      const drawn = payload.flows.filter((flow) => flow.drawn !== false);
      const slugs = Object.keys(style.moves).filter((slug) => drawn.some((flow) => flow.move === slug));
      const color = palette[style.moves[slugs[0] || 'displacement'].color];
      const entries = [[wave(color, 4), notes.flow], ...this._kinds(slugs, palette)];
      if (drawn.some((flow) => !flow.split_known)) entries.push([wave(palette.flow_unknown, 2.4, '7 5'), notes['flow-unknown']]);
      const { top, px } = layer.measure();
      if (payload.largest) entries.push([null, widths(steps(top, payload.largest), color, (people) => widthFor(px, people, top))], [null, notes['flow-width']]);
      if (drawn.some((flow) => flow.most !== null)) entries.push([pale(color), notes['flow-halo']]);
      if (drawn.some((flow) => flow.people === null)) entries.push([wave(color, px[0]), notes['flow-least']]);
      if (payload.nodes.some((node) => node.n > 1)) entries.push([manyMark(palette), notes['flow-marks']]);
      if (drawn.some((flow) => flow.transit.length)) entries.push([picture(symbol(style.types.transit, 'round', 10, palette)), notes.transit]);
      if (payload.nodes.some((node) => node.area)) entries.push([areaMark(palette), notes['flow-area']]);
      entries.push([null, notes['flow-short']]);
      this._fill([...entries, ...this._stocks(stocks, palette)]);
    },

    /** The kinds of movement shown, unless all are displacements. */
    _kinds(slugs, palette) {
      if (!slugs.length || (slugs.length === 1 && slugs[0] === 'displacement')) return [];
      return slugs.map((slug) => [wave(palette[this.options.style.moves[slug].color], 4), this.options.style.moves[slug].label]);
    },

    _stocks(stocks, palette) {
      const held = stocks && stocks.payload();
      if (!held || !held.stocks.length) return [];
      const { notes } = this.options.style.legend;
      const toggle = el('button', 'kharita-plain', stocks.hidden ? 'Show people present' : 'Hide people present', { type: 'button', 'aria-pressed': String(!stocks.hidden) });
      toggle.addEventListener('click', () => {
        stocks.show(stocks.hidden);
        toggle.textContent = stocks.hidden ? 'Show people present' : 'Hide people present';
        toggle.setAttribute('aria-pressed', String(!stocks.hidden));
      });
      const sizes = held.largest ? steps(stocks.top(), held.largest).map((people) => [disc(stocks.radius(people), palette), `${number(people)} people present`]) : [];
      const more = held.n_more ? [[null, `${plural(held.n_more, 'smaller circle')} in view not drawn`]] : [];
      const ring = held.stocks.some((stock) => stock.most !== null) ? [[ringOf(palette), notes['stock-most']]] : [];
      return [null, [null, toggle], ...sizes, ...ring, [null, notes.stock], ...more];
    },
  });

  /** What is not drawn, each part with its reason; "n smaller flows" can be opened. */
  L.KharitaFolded = L.Control.extend({
    options: { position: 'bottomleft', onOpen: () => {} },

    onAdd() {
      this._box = el('details', 'kharita-folded');
      this._box.hidden = true;
      this._box.append((this._head = el('summary', '')), (this._list = el('ul', '')));
      this._actions = el('div', 'kharita-folded-actions');
      this._box.append(this._actions);
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      return this._box;
    },

    /** Says what `account` tells; `opened` is the state of the layer. */
    tell(account, { wide, more }) {
      const rows = account ? notDrawn(account) : [];
      const n = account ? account.smaller.n : 0;
      this._box.hidden = !rows.length && !wide;
      this._head.textContent = n ? `${plural(n, 'smaller flow')} not drawn` : rows.length ? 'Told, not drawn' : 'All flows are drawn';
      this._list.replaceChildren(...rows.map((words) => el('li', '', words)));
      const actions = [...(n && more ? [[wide ? 'Draw more' : 'Draw smaller flows', true]] : []), ...(wide ? [['Only the largest', false]] : [])];
      this._actions.replaceChildren(...actions.map(([words, on]) => this._button(words, on)));
      if (actions.length) this._head.append(this._actions);
    },

    _button(words, wide) {
      const button = el('button', 'kharita-plain', words, { type: 'button' });
      L.DomEvent.on(button, 'click', (event) => {
        L.DomEvent.stop(event);
        this.options.onOpen(wide);
      });
      return button;
    },
  });

  /** A line for each part that no arrow shows. */
  function notDrawn(account) {
    const said = (key, words) => (account[key].n ? [`${words}: ${kindsOf(account[key])}`] : []);
    const { smaller, beyond, unplaced, part } = account;
    return [
      ...said('smaller', `Smaller flows, ${number(smaller.n)}`),
      ...said('internal', 'Within one place, or places drawn as one'),
      ...said('beyond', `Outside of this view, ${plural(beyond.n, 'flow')}`),
      ...said('unplaced', `An end is not known or has no point, ${plural(unplaced.n, 'flow')}`),
      ...(part ? [`${plural(part, 'movement')} ${part === 1 ? 'is' : 'are'} part of another one, or a copy: not added`] : []),
    ];
  }

  /** People by kind of movement; kinds are never added up. */
  const kindsOf = ({ words }) => words.map(([kind, said]) => (words.length > 1 ? `${kind.toLowerCase()} ${said}` : said)).join('; ');

  /** Round figures to show, the first one stands for the greatest width. */
  function steps(top, largest) {
    const fits = [top, top / 2, top / 5, top / 20].filter((people) => people >= 1 && people <= largest);
    return (fits.length ? [fits[0], ...fits.slice(-1)] : [top]).filter((people, i, all) => all.indexOf(people) === i).map(Math.round);
  }

  /** Round figures beside the widths that stand for them. */
  function widths(figures, color, wide) {
    const box = el('span', 'kharita-widths');
    for (const people of figures) {
      const one = el('span', 'kharita-width');
      one.append(wave(color, wide(people)), el('span', '', `${number(people)} people`));
      box.append(one);
    }
    return box;
  }

  function wave(color, width, dash) {
    return picture(svg('path', { d: 'M-13 4Q0 -7 13 4', fill: 'none', stroke: color, 'stroke-width': width, 'stroke-dasharray': dash || 'none' }));
  }

  function pale(color) {
    const d = 'M-13 4Q0 -7 13 4';
    return picture(svg('g', { fill: 'none', stroke: color }, svg('path', { d, 'stroke-width': 11, opacity: 0.24 }), svg('path', { d, 'stroke-width': 4 })));
  }

  function manyMark(palette) {
    const text = svg('text', { 'text-anchor': 'middle', y: 4.2, 'font-size': 12, 'font-weight': 700, fill: palette.flow });
    text.textContent = 'n';
    return picture(svg('g', {}, svg('circle', { r: 9.5, fill: palette.casing, stroke: palette.flow, 'stroke-width': 2 }), text));
  }

  const areaMark = (palette) => picture(svg('circle', { r: 7, fill: palette.casing, stroke: palette.flow, 'stroke-width': 2.6 }));
  const ringOf = (palette) => picture(svg('circle', { r: 10, fill: 'none', stroke: palette.stock, 'stroke-width': 1.6, 'stroke-dasharray': '3 2.4' }));

  function disc(radius, palette) {
    const size = Math.max(20, 2 * radius + 4);
    const mark = svg('svg', { viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, width: size, height: size, 'aria-hidden': 'true' });
    mark.append(svg('circle', { r: radius, fill: palette.stock, 'fill-opacity': 0.32, stroke: palette.stock, 'stroke-width': 1.2 }));
    return mark;
  }
})();
