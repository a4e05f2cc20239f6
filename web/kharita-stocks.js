// L.KharitaStocks: people present at places by the latest round, as circles whose area follows the figure. No movement:
// a layer of its own below the arrows. Asks for what is in view, once the flows are drawn.
(function () {
  'use strict';

  const { svg, Latest, Tip, stockTip, stockPopup, popupOptions, scaleTop } = window.Kharita;

  L.KharitaStocks = L.Layer.extend({
    options: { source: null, style: null, theme: 'light' },

    initialize(options) {
      L.setOptions(this, options);
      this._latest = new Latest(options.source);
      this._payload = { stocks: [], largest: 0 };
      this._asked = null;
      this.hidden = false;
    },

    onAdd(map) {
      this._map = map;
      (map.getPane('kharita-stocks') || map.createPane('kharita-stocks')).style.zIndex = 580;
      this._svg = svg('svg', { class: 'kharita-flows kharita-stocks', width: 1, height: 1, role: 'group', 'aria-label': 'People present at places' });
      map.getPane('kharita-stocks').append(this._svg);
      this._tip = new Tip(map);
      map.on('zoomstart', this._hide, this).on('zoomend viewreset', this._draw, this);
      const stockOf = (event) => this._payload.stocks[event.target.closest('[data-nth]')?.dataset.nth];
      const said = (event) => stockOf(event) && this._tip.show(stockTip(stockOf(event)), this._place(event));
      for (const name of ['mousemove', 'focusin']) L.DomEvent.on(this._svg, name, said);
      for (const name of ['mouseout', 'focusout']) L.DomEvent.on(this._svg, name, () => this._tip.hide());
      L.DomEvent.on(this._svg, 'click', (event) => stockOf(event) && this._choose(event, stockOf(event)));
      L.DomEvent.on(this._svg, 'keydown', (event) => ['Enter', ' '].includes(event.key) && stockOf(event) && this._choose(event, stockOf(event)));
    },

    onRemove(map) {
      map.off('zoomstart', this._hide, this).off('zoomend viewreset', this._draw, this);
      this._svg.remove();
      this._tip.remove();
      this._map = null;
    },

    /** Ask for what `query` shows in a view: the parameters that the flows were asked with. */
    async ask(query) {
      if (!this.options.source.cells || query === this._asked) return;
      if (this._none && this._none === filterPart(query)) return;
      this._asked = query;
      const { value } = await this._latest.get('stocks', query);
      if (!value || !this._map) return;
      this._payload = value;
      this._none = value.stocks.length + value.n_beyond === 0 ? filterPart(query) : null;
      this._draw();
      this.fire('data', { payload: value });
    },

    payload() {
      return this._payload;
    },

    /** The round figure that the largest circle stands for, and the radius of `people` beside it. */
    top() {
      return scaleTop(Math.max(this._payload.largest, ...this._payload.stocks.map((stock) => (stock.most || 0) / 2)));
    },

    radius(people) {
      return Math.max(2, this.options.style.stock_px * Math.sqrt((people || 0) / this.top()));
    },

    show(on) {
      this.hidden = !on;
      this._draw();
    },

    setTheme(theme) {
      this.options.theme = theme;
      this._draw();
    },

    _hide() {
      this._svg.style.opacity = 0;
      this._tip.hide();
    },

    _draw() {
      if (!this._map || !this._map._loaded) return;
      this._svg.style.opacity = 1;
      this._svg.replaceChildren(...(this.hidden ? [] : this._payload.stocks.map((stock, nth) => this._circle(stock, nth))));
    },

    _circle(stock, nth) {
      const { x, y } = this._map.latLngToLayerPoint([stock.lat, stock.lon]);
      const color = this.options.style.palettes[this.options.theme].stock;
      const words = `${stock.name}: ${stock.figure}, ${stock.kind}, ${stock.when}, ${stock.dataset}`;
      const group = svg('g', { class: 'kharita-stock', tabindex: 0, role: 'button', 'aria-label': words, 'data-nth': nth, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
      const fill = stock.people === null ? 'none' : color;
      group.append(svg('circle', { r: this.radius(stock.people).toFixed(2), fill, 'fill-opacity': 0.32, stroke: color, 'stroke-width': 1.2 }));
      if (stock.most !== null) group.append(svg('circle', { r: this.radius(stock.most).toFixed(2), fill: 'none', stroke: color, 'stroke-width': 1.4, 'stroke-dasharray': '3 2.4' }));
      return group;
    },

    _place(event) {
      if (event.clientX !== undefined) return this._map.mouseEventToContainerPoint(event);
      const box = event.target.getBoundingClientRect();
      const own = this._map.getContainer().getBoundingClientRect();
      return L.point(box.right - own.left, box.bottom - own.top);
    },

    _choose(event, stock) {
      L.DomEvent.stop(event);
      this._tip.hide();
      L.popup(popupOptions(this._map)).setLatLng([stock.lat, stock.lon]).setContent(stockPopup(stock)).openOn(this._map);
    },
  });

  /** A query without the view in it. */
  const filterPart = (query) => query.replace(/(^|&)(fz|fx|fy|fw|fh|most)=[^&]*/g, '');
})();
