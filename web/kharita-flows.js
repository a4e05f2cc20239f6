// L.KharitaFlows: movements of people as arrows between places, or between marks where there are many. A line is never a
// route. In the app it asks for what the view needs; in an export all lies in the page. It adds nothing up itself.
(function () {
  'use strict';

  const { el, svg, putAt, inWords, Latest, symbol, known, worldPoint, shortWay, FlowDrawing, Tip, flowWords, nodeWords } = window.Kharita;
  const WORLD = 2 ** 32;
  const UNIT = 2 ** 24;
  const MARGIN = 0.2;
  const [LEAST, MOST, PX_EACH] = [40, 150, 4000];
  const [MORE, ALL] = [600, 2000];
  /** How many figures are tried: of few flows, of those that are drawn each by itself, of many. */
  const [LABELLED, WHOLE, FIGURES] = [16, 12, 7];
  const [NAMED, NOTED] = [60, 14];

  const textOf = ({ query, zoom, left, top, wide, high, most }) => [query, `fz=${zoom}&fx=${left}&fy=${top}&fw=${wide}&fh=${high}&most=${most}`]
    .filter(Boolean).join('&');

  L.KharitaFlows = L.Layer.extend({
    options: { source: null, style: null, theme: 'light', base: null, onStatus: () => {} },

    initialize(options) {
      L.setOptions(this, options);
      this._latest = new Latest(options.source);
      this._payload = { whole: true, nodes: [], flows: [], largest: 0 };
      this._query = null;
      this._turn = 0;
      this._number = 0;
      this._painted = 0;
      this._selected = this._place = null;
      this._opened = 0;
    },

    onAdd(map) {
      this._map = map;
      // Names are read above arrows; the base map, which comes later, leaves their pane where it is.
      for (const [name, z] of [['kharita-areas', 330], ['kharita-flows', 590], ['kharita-labels', 595], ['kharita-markers', 600]]) {
        (map.getPane(name) || map.createPane(name)).style.zIndex = z;
      }
      map.getPane('kharita-flows').style.pointerEvents = 'none';
      this._svg = svg('svg', { class: 'kharita-flows leaflet-zoom-animated', width: 1, height: 1, 'aria-hidden': 'true' });
      map.getPane('kharita-flows').append(this._svg);
      this._areaRenderer = L.svg({ pane: 'kharita-areas', padding: 0.4 });
      this._areas = L.layerGroup().addTo(map);
      this._buttons = el('div', 'kharita-flow-marks');
      map.getPane('kharita-markers').append(this._buttons);
      this._tip = new Tip(map);
      this._listen();
      map.on(this._events(), this);
    },

    onRemove(map) {
      map.off(this._events(), this);
      for (const part of [this._svg, this._areas, this._buttons, this._tip]) part.remove();
      this._map = null;
    },

    _events() {
      return { zoomanim: this._animate, zoomend: this._zoomed, viewreset: this._zoomed, moveend: this._moved, resize: this._moved };
    },

    /** Show the movements that `query` (the URL grammar) asks for; resolves when they are drawn. The last call wins. */
    setQuery(query) {
      if (query === this._query) return this._asked || Promise.resolve();
      this._query = query;
      this._opened = 0;
      this._map.closePopup();
      return this._ask(this._view());
    },

    /** Draw the smaller flows too, or only the largest ones again. */
    open(wide) {
      this._opened = wide ? (this._opened === 0 ? MORE : ALL) : 0;
      return this._ask(this._view());
    },

    /** Whether more than the largest flows are drawn, and whether yet more can be. */
    opened() {
      return { wide: this._opened > 0, more: this._opened < ALL };
    },

    /** How many flows the picture has room for; more where the reader opened the smaller ones. */
    _most() {
      const { x, y } = this._map.getSize();
      return this._opened || Math.round(Math.min(MOST, Math.max(LEAST, (x * y) / PX_EACH)));
    },

    _view() {
      return { center: this._map.getCenter(), zoom: this._map.getZoom() };
    },

    _ask(view) {
      const turn = ++this._turn;
      const asked = { query: this._query, most: this._most(), ...this._windowOf(view, MARGIN) };
      this._busy = asked;
      this._asked = this._latest.get('flows', textOf(asked)).then(({ value, error, late }) => {
        if (turn !== this._turn) return this._asked;
        this._busy = null;
        if (late) return undefined;
        this.options.onStatus(error ? `The movements could not be read. ${error.message}` : '');
        if (value) this._show(value, asked);
        else if (this._stretched) this._draw();
        return undefined;
      });
      return this._asked;
    },

    /** The part of the world in Mercator units that `view` shows, with a margin on each side. */
    _windowOf({ center, zoom }, margin) {
      const at = worldPoint(center).multiplyBy(UNIT);
      const size = this._map.getSize().multiplyBy((0.5 + margin) * (UNIT / 2 ** zoom));
      const wide = Math.min(WORLD, Math.ceil(2 * size.x));
      return { zoom, left: Math.floor(at.x - wide / 2), top: Math.floor(at.y - size.y), wide, high: Math.max(1, Math.ceil(2 * size.y)) };
    },

    _covered() {
      const held = this._busy || this._picture;
      if (!held || held.query !== this._query) return false;
      if (!this._busy && this._payload.whole) return true;
      const need = this._windowOf(this._view(), 0);
      return held.zoom === need.zoom && held.top <= need.top && held.top + held.high >= need.top + need.high
        && (held.wide === WORLD || (held.left <= need.left && held.left + held.wide >= need.left + need.wide));
    },

    _show(payload, asked) {
      if (this._map._animatingZoom) {
        this._waiting = [payload, asked];
        return;
      }
      this._payload = payload;
      this._picture = asked;
      this._draw(() => this.fire('data', { payload }));
    },

    _animate(event) {
      this._buttons.style.opacity = 0;
      this._tip.hide();
      this._stretch(this._map._latLngToNewLayerPoint(this._origin, event.zoom, event.center), event.zoom);
      if (!this._payload.whole && this._query !== null) this._ask({ center: event.center, zoom: event.zoom });
    },

    /** The arrows as they are, larger or smaller, until those of the new zoom are there. */
    _stretch(at, zoom) {
      this._stretched = true;
      L.DomUtil.setTransform(this._svg, at, this._map.getZoomScale(zoom, this._drawnZoom));
    },

    _zoomed() {
      const waiting = this._waiting;
      this._waiting = null;
      const origin = this._map.getPixelOrigin();
      if (waiting && waiting[1].query === this._query) this._show(...waiting);
      else if (!this._payload.whole && this._query !== null) {
        this._buttons.style.opacity = 0;
        this._stretch(this._map.latLngToLayerPoint(this._origin), this._map.getZoom());
      } else if (this._stretched || this._drawnZoom !== this._map.getZoom() || !origin.equals(this._drawnFrom)) this._draw();
    },

    _moved() {
      if (this._query === null || !this.options.source.cells) return;
      if (!this._covered()) this._ask(this._view());
      else if (this._stretched && !this._busy) this._draw();
      else if (this._payload.whole) this.fire('seen');
    },

    /** The filter and the view as a question, for layers that lie beside. */
    asked() {
      return textOf({ query: this._query, most: this._most(), ...this._windowOf(this._view(), MARGIN) });
    },

    countFrom(number) {
      this._number = Math.max(this._number, number);
    },

    /** Highlight a movement (or pair) by its id, and a place by its id; null for none. */
    select(flowId, placeId) {
      this._selected = flowId || null;
      this._place = placeId || null;
      this._mark();
    },

    _mark() {
      for (const button of this._buttons.children) {
        const { movement, place } = button.dataset;
        button.classList.toggle('kharita-selected', (movement !== undefined && movement === this._selected) || (place !== undefined && place === this._place));
      }
      for (const group of this._svg.children) {
        const shape = this._drawing && this._drawing.shapes[group.dataset.nth];
        group.classList.toggle('kharita-selected', Boolean(shape) && shape.flow.id === this._selected);
      }
    },

    setTheme(theme) {
      this.options.theme = theme;
      this._draw();
    },

    fitTo(bounds) {
      this._map.fitBounds(bounds, { padding: [24, 24], maxZoom: 13 });
    },

    rows() {
      return this._payload.nodes.filter((node) => node.lon !== null);
    },

    palette() {
      return this.options.style.palettes[this.options.theme];
    },

    /** The measure of the widths that are drawn: the figure that the greatest one stands for, and the widths in pixels. */
    measure() {
      return { top: this._drawing.top, px: this._drawing.px };
    },

    /** `told` runs when the picture is laid out and before it is written on: legends take their room first. */
    _draw(told) {
      if (!this._map || !this._map._loaded) return;
      this._map.getContainer().style.setProperty('--flow', this.palette().flow);
      this._drawnZoom = this._map.getZoom();
      this._drawnFrom = this._map.getPixelOrigin();
      this._stretched = false;
      this._origin = this._map.layerPointToLatLng([0, 0]);
      this._middle = worldPoint(this._map.getCenter()).x;
      L.DomUtil.setTransform(this._svg, L.point(0, 0), 1);
      this._buttons.style.opacity = 1;
      this._tip.hide();
      this._drawing = new FlowDrawing(this, this._payload, (spot, near) => this._pixel(spot, near));
      if (told) told();
      this._controls = window.Kharita.controlBoxes(this._map); // while nothing else waits for a layout
      this._svg.replaceChildren(...this._drawing.groups());
      this._areas.clearLayers();
      this._boxes = [];
      this._names = [];
      const marks = this._drawing.marks();
      this._buttons.replaceChildren();
      this._labels();
      for (const mark of marks) this._node(mark);
      this._transits();
      if (this._drawing.few) this._destinationAreas();
      this._mark();
      const container = this._map.getContainer();
      Object.assign(container.dataset, { painted: ++this._painted, flows: this._drawing.flows.length, marks: marks.length });
      this._tellBase(marks);
    },

    /** Labels of the base map keep off the picture, and are written with it: later the page would hold them up. */
    _tellBase(marks) {
      if (!this.options.base) return;
      for (const { x, y, r } of marks) this._boxes.push([x - r, y - r, x + r, y + r]);
      this._boxes.push(...this._controls);
      if (this._drawing.few) {
        for (const { lines } of this._drawing.shapes) for (const { path } of lines) for (const [x, y] of path) this._boxes.push([x - 5, y - 5, x + 5, y + 5]);
      }
      this.options.base.setObstacles(this._boxes, this._names);
    },

    /** A spot in pixels of the layer, in the copy of the world nearest to `near` (pixels), else to the middle of the view. */
    _pixel(spot, near) {
      const scale = 2 ** this._map.getZoom();
      const origin = this._map.getPixelOrigin();
      const { x, y } = worldPoint(L.latLng(spot.lat, spot.lon));
      const from = near ? (near[0] + origin.x) / scale : this._middle;
      return [shortWay(from, x) * scale - origin.x, y * scale - origin.y];
    },

    /** A button for each flow, the largest first, with its figure where there is room for it. */
    _labels() {
      const few = this._drawing.few;
      const room = new window.Kharita.Room(this._map, this._drawing, this._controls);
      const most = few ? LABELLED : this._payload.whole ? WHOLE : FIGURES;
      const tried = [];
      this._drawing.shapes.forEach((shape, nth) => {
        const { flow } = shape;
        const button = el('button', 'kharita-flow-key', null, { type: 'button', 'aria-label': flowWords(flow) });
        button.dataset.nth = nth;
        button.dataset.movement = flow.id;
        if (nth < most && (few || flow.figure.length < 26)) tried.push({ shape, button: this._figure(button, flow) });
        else putAt(button, L.point(shape.middle).round());
        this._buttons.append(button);
      });
      // All are measured before the first is moved: the page is laid out once.
      for (const each of tried) Object.assign(each, { wide: each.button.offsetWidth, high: each.button.offsetHeight });
      for (const { shape, button, wide, high } of tried) {
        const box = room.take(shape, wide, high);
        if (box) this._boxes.push(box);
        else this._withoutFigure(button);
        putAt(button, L.point(box ? [box[0], box[1]] : shape.middle).round());
      }
    },

    _figure(button, flow) {
      button.className = `kharita-flow-button${this._drawing.few ? '' : ' kharita-flow-small'}`;
      const unknown = flow.split_known ? null : 'share unknown';
      button.append(el('span', 'kharita-flow-figure', flow.figure));
      if (unknown) button.append(' ', el('span', 'kharita-flow-unknown', unknown));
      // What can be read on a button begins its name: whoever speaks to the page says what they see.
      button.setAttribute('aria-label', [flow.figure, unknown].filter(Boolean).join(' ') + `: ${flowWords(flow)}`);
      return button;
    },

    /** Where a figure would cover another one, its button stays unseen, for the keyboard alone. */
    _withoutFigure(button) {
      button.className = 'kharita-flow-key';
      button.replaceChildren();
    },

    _node({ node, x, y, r, named }) {
      const button = el('button', 'kharita-node', node.n > 1 ? inWords(node.n) : null, { type: 'button', 'aria-label': nodeWords(node) });
      button.classList.toggle('kharita-node-area', node.area);
      button.classList.toggle('kharita-node-many', node.n > 1);
      button.dataset.node = this._payload.nodes.indexOf(node);
      if (node.n === 1) button.dataset.place = node.id;
      else if (node.mark) button.dataset.movement = node.mark;
      putAt(button, L.point(x, y).round());
      this._buttons.append(button);
      if (this._names.length < NAMED && !this._names.some((name) => name.id === node.id)) {
        const more = node.n > 1 ? ` +${inWords(node.n - 1)}` : '';
        this._names.push({ id: node.id, name: node.name + more, plain: node.name, name_ar: node.name_ar, note: this._within(node), at: named ? L.point(named) : L.point(x, y), reach: named ? 6 : r });
      }
    },

    /** How many moved within a mark, for the marks with most flows: their names have room for it. */
    _within({ within }) {
      if (!within || this._names.length >= NOTED) return null;
      return `within: ${within.map(([kind, words]) => (within.length > 1 ? `${kind.toLowerCase()} ${words}` : words)).join(', ')}`;
    },

    _transits() {
      const { style } = this.options;
      const seen = new Set();
      for (const { flow, origins } of this._drawing.shapes) {
        for (const nth of flow.transit) {
          const node = this._payload.nodes[nth];
          if (seen.has(nth)) continue;
          seen.add(nth);
          const [x, y] = this._pixel(node, origins[0].at);
          this._svg.append(svg('g', { transform: `translate(${x} ${y})` }, symbol(known(style, 'transit'), 'round', 10, this.palette())));
          this._names.push({ id: node.id, name: node.name, name_ar: node.name_ar, at: L.point(x, y), reach: 13 });
          this._boxes.push([x - 11, y - 11, x + 11, y + 11]);
        }
      }
    },

    /** Areas that are destinations, hatched: nobody knows where in them. */
    _destinationAreas() {
      const palette = this.palette();
      const line = { renderer: this._areaRenderer, pane: 'kharita-areas', interactive: false, color: palette.hatch, weight: 1.3,
        dashArray: '5 3', fillColor: palette.flow, fillOpacity: 0.07 };
      const areas = new Set(this._drawing.shapes.flatMap(({ ends }) => ends.map(({ node }) => node)).filter((node) => node.geometry));
      for (const node of areas) this._areas.addLayer(L.geoJSON(node.geometry, { ...line, style: () => line }));
    },
  });
})();
