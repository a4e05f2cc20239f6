// Very many places: discs on one canvas that a zoom moves as a whole, with shape and number where there is room. Rows
// come sorted by their number of events: small discs lie above large ones, so that none hides another.
(function () {
  'use strict';

  const { known, rowWords, el, Grid, paint } = window.Kharita;
  const { disc, ring, glyph, typeRing, count } = paint;
  const MARGIN = 0.15;
  const REACH = 24;

  L.KharitaCanvas = L.Class.extend({
    initialize(layer) {
      this._layer = layer;
      this._map = layer._map;
      this._rows = [];
      this._marks = [];
      const pane = this._map.getPane('kharita-cells') || this._map.createPane('kharita-cells');
      pane.style.zIndex = 340;
      pane.style.pointerEvents = 'none';
      this._canvas = L.DomUtil.create('canvas', 'kharita-cells leaflet-zoom-animated', pane);
      this._canvas.setAttribute('aria-hidden', 'true');
      this._tip = el('div', 'kharita-tip', '', { 'aria-hidden': 'true' });
      this._map.getContainer().append(this._tip);
      this._map.on('click', this._click, this).on('mousemove', this._hover, this).on('mouseout zoomstart dragstart', this._leave, this);
    },

    remove() {
      this._map.off('click', this._click, this).off('mousemove', this._hover, this).off('mouseout zoomstart dragstart', this._leave, this);
      this._canvas.remove();
      this._tip.remove();
    },

    count() {
      return this._rows.length;
    },

    show(rows) {
      const empty = !rows.length && !this._rows.length;
      this._rows = rows;
      if (!empty) this.draw();
    },

    /** Boxes of the symbols, where labels may not go. */
    obstacles() {
      return this._marks.filter((mark) => mark.count).slice(0, 300).map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
    },

    /** Moves the picture along with a zoom; the browser draws the steps between. */
    animate({ center, zoom }) {
      if (!this._rows.length) return;
      const scale = this._map.getZoomScale(zoom, this._drawn.zoom);
      const corner = this._map.project(this._drawn.corner, zoom).subtract(this._map._getNewPixelOrigin(center, zoom));
      L.DomUtil.setTransform(this._canvas, corner, scale);
    },

    draw() {
      const map = this._map;
      this._canvas.style.display = this._rows.length ? 'block' : 'none';
      if (!this._rows.length) {
        this._marks = [];
        this._leave();
        return;
      }
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const margin = size.multiplyBy(MARGIN).round();
      const corner = map.containerPointToLayerPoint([0, 0]).subtract(margin).round();
      const [width, height] = [size.x + 2 * margin.x, size.y + 2 * margin.y];
      this._drawn = { zoom: map.getZoom(), corner: map.layerPointToLatLng(corner) };
      this._bounds = [corner.x, corner.y, corner.x + width, corner.y + height];
      if (this._canvas.width !== Math.round(width * ratio)) this._canvas.width = Math.round(width * ratio);
      if (this._canvas.height !== Math.round(height * ratio)) this._canvas.height = Math.round(height * ratio);
      this._canvas.style.width = `${width}px`;
      this._canvas.style.height = `${height}px`;
      L.DomUtil.setTransform(this._canvas, corner, 1);
      const ctx = this._canvas.getContext('2d');
      ctx.setTransform(ratio, 0, 0, ratio, -corner.x * ratio, -corner.y * ratio);
      ctx.clearRect(corner.x, corner.y, width, height);
      this._measure(width, height, corner);
      this._paint(ctx);
    },

    /**
     * Where each row stands and how large it is. The area of a disc follows the number of events, within one picture and
     * up to a least and a greatest size; a picture with much room has all of its discs larger. Shape and number are drawn
     * where no other disc is near.
     */
    _measure(width, height, corner) {
      const origin = this._map.getPixelOrigin();
      const scale = 2 ** this._map.getZoom();
      const marks = [];
      for (const row of this._rows) {
        const [x, y] = [row.u * scale - origin.x, row.v * scale - origin.y];
        if (x < corner.x - REACH || y < corner.y - REACH || x > corner.x + width + REACH || y > corner.y + height + REACH) continue;
        marks.push({ row, x, y, r: 0, shape: false, count: false, ring: false });
      }
      this._grid = new Grid(marks, corner, width, height);
      const most = Math.min(18, Math.max(6.5, this._grid.spacing() * 0.8));
      const busy = Math.max(10, marks.length ? marks[Math.floor(marks.length / 50)].row.n : 0);
      for (const mark of marks) mark.r = Math.max(most * 0.3, most * Math.min(1.4, Math.sqrt(mark.row.n / busy)));
      for (const mark of marks) {
        if (mark.r < 6) continue;
        mark.shape = this._grid.free(mark, mark.r * 0.75);
        mark.count = mark.row.n > 1 && mark.shape && this._grid.free(mark, mark.r + 7);
        mark.ring = mark.count && mark.row.types.length > 1;
      }
      this._marks = marks;
    },

    _paint(ctx) {
      const palette = this._layer.palette();
      const chosen = this._layer.chosenRow(this._rows);
      for (const mark of this._marks) this._mark(ctx, mark, palette);
      const halo = chosen && this._marks.find((mark) => mark.row === chosen);
      if (!halo) return;
      ring(ctx, halo.x, halo.y, halo.r + 5.5, palette.casing, 5);
      ring(ctx, halo.x, halo.y, halo.r + 5.5, palette.selection, 2.5);
    },

    /** A disc in the colour of its leading type: hollow for an area. */
    _mark(ctx, { row, x, y, r, shape, count: counted, ring: ringed }, palette) {
      const { style } = this._layer.options;
      const type = known(style, row.types[0] && row.types[0][0]);
      if (ringed) typeRing(ctx, row, x, y, r + 3.6, style, palette);
      disc(ctx, x, y, r + (r < 6 ? 0.9 : 1.4), palette.casing);
      if (row.area) {
        disc(ctx, x, y, r, palette.plate);
        ring(ctx, x, y, r - 0.9, type.color, 1.7, r >= 6 ? [4, 2.6] : [2.4, 1.6]);
      } else disc(ctx, x, y, r, type.color);
      if (shape) glyph(ctx, x, y, r * (row.area ? 0.056 : 0.064), type, row.area ? type.color : '#ffffff');
      if (counted) count(ctx, row.n, x + r * 0.86, y - r * 0.86, palette);
    },

    /** The row under a layer point, or null. */
    at(point) {
      return this._grid && this._rows.length ? this._grid.nearest(point) : null;
    },

    _click(event) {
      const row = this.at(event.layerPoint);
      if (row) this._layer.choose(row);
    },

    _hover(event) {
      if (!this._rows.length || this._map.dragging._draggable?._moving) return;
      const row = this.at(event.layerPoint);
      this._map.getContainer().style.cursor = row ? 'pointer' : '';
      if (row !== this._over) this._tell(row);
      if (row) this._follow(event.containerPoint);
    },

    _tell(row) {
      this._over = row;
      this._tip.style.display = row ? 'block' : 'none';
      if (!row) return;
      const [name, words] = rowWords(row, this._layer.options.style);
      this._tip.replaceChildren(el('strong', '', name), el('span', '', words));
    },

    _follow(point) {
      const size = this._map.getSize();
      const [width, height] = [this._tip.offsetWidth, this._tip.offsetHeight];
      const left = point.x + 16 + width > size.x ? Math.max(4, point.x - 12 - width) : point.x + 16;
      const top = point.y + 18 + height > size.y ? point.y - 10 - height : point.y + 18;
      this._tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    },

    _leave() {
      if (this._over) this._tell(null);
      this._map.getContainer().style.cursor = '';
    },
  });
})();
