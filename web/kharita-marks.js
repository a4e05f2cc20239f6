// The parts of markers: the ring of types, the badge with the count, and the canvas for very many places.
(function () {
  'use strict';

  const { svg, known } = window.Kharita;

  /** A ring about the plate, split by the types of a place. */
  function segments(types, radius, style, palette) {
    const total = types.reduce((sum, [, n]) => sum + n, 0);
    const length = 2 * Math.PI * radius;
    const group = svg('g', { transform: 'rotate(-90)', fill: 'none' });
    group.append(svg('circle', { r: radius, stroke: palette.casing, 'stroke-width': 6.4 }));
    let done = 0;
    for (const [slug, n] of types) {
      const part = (n / total) * length;
      group.append(svg('circle', {
        r: radius, stroke: known(style, slug).color, 'stroke-width': 3.4,
        'stroke-dasharray': `${Math.max(0.5, part - 2.2)} ${length}`, 'stroke-dashoffset': -done - 1.1,
      }));
      done += part;
    }
    return group;
  }

  function badge(n, radius, palette) {
    const text = n > 999 ? `${Math.floor(n / 1000)}k` : String(n);
    const half = 5.4 + text.length * 2.4;
    const at = { transform: `translate(${radius * 0.82} ${-radius * 0.82})` };
    const words = svg('text', { 'text-anchor': 'middle', y: 3.6, 'font-size': 10.5, 'font-weight': 700, fill: palette.halo });
    words.textContent = text;
    const plate = { x: -half, y: -7.2, width: 2 * half, height: 14.4, rx: 7.2, fill: palette.label, stroke: palette.casing };
    return svg('g', at, svg('rect', { ...plate, 'stroke-width': 1.4 }), words);
  }

  /** Many places: discs on one canvas in the colours of their leading types; the nearest one takes a click. */
  L.KharitaDots = L.Class.extend({
    initialize(layer) {
      this._layer = layer;
      this._map = layer._map;
      this._rows = [];
      this._canvas = L.DomUtil.create('canvas', 'kharita-dots', this._map.getPane('kharita-leaders'));
      this._map.on('click', this._click, this);
      this._map.on('zoomstart', this._hide, this);
      this._map.on('mousemove', this._hover, this);
    },

    remove() {
      this._map.off('click', this._click, this).off('zoomstart', this._hide, this).off('mousemove', this._hover, this);
      this._canvas.remove();
    },

    show(rows) {
      this._rows = rows;
      this.draw();
    },

    _hide() {
      this._canvas.style.opacity = 0;
    },

    draw() {
      const size = this._map.getSize();
      const ratio = window.devicePixelRatio || 1;
      this._canvas.style.display = this._rows.length ? 'block' : 'none';
      this._canvas.style.opacity = 1;
      this._grid = new Map();
      if (!this._rows.length) return;
      const margin = size.multiplyBy(0.15).round();
      const corner = this._map.containerPointToLayerPoint([0, 0]).subtract(margin);
      this._canvas.width = (size.x + 2 * margin.x) * ratio;
      this._canvas.height = (size.y + 2 * margin.y) * ratio;
      this._canvas.style.width = `${size.x + 2 * margin.x}px`;
      L.DomUtil.setPosition(this._canvas, corner);
      const ctx = this._canvas.getContext('2d');
      ctx.scale(ratio, ratio);
      ctx.translate(-corner.x, -corner.y);
      const palette = this._layer.palette();
      for (let i = this._rows.length - 1; i >= 0; i--) this._dot(ctx, this._rows[i], palette);
    },

    _dot(ctx, row, palette) {
      const at = this._map.latLngToLayerPoint([row.lat, row.lon]);
      const radius = Math.min(9, 4 + Math.log2(row.n));
      const chosen = row.id === this._layer._selected;
      ctx.beginPath();
      ctx.arc(at.x, at.y, radius, 0, 7);
      ctx.fillStyle = known(this._layer.options.style, row.types[0] && row.types[0][0]).color;
      ctx.strokeStyle = chosen ? palette.selection : palette.casing;
      ctx.lineWidth = chosen ? 4 : 1.5;
      ctx.stroke();
      ctx.fill();
      const key = `${Math.floor(at.x / 16)},${Math.floor(at.y / 16)}`;
      if (!this._grid.has(key)) this._grid.set(key, []);
      this._grid.get(key).push({ row, at });
    },

    /** The place whose disc is nearest to a layer point, within 12 pixels. */
    nearest(point) {
      let best = null;
      for (let i = -1; i <= 1; i++) {
        for (let j = -1; j <= 1; j++) {
          for (const each of this._grid.get(`${Math.floor(point.x / 16) + i},${Math.floor(point.y / 16) + j}`) || []) {
            const distance = each.at.distanceTo(point);
            if (distance <= 12 && (!best || distance < best.distance)) best = { row: each.row, distance };
          }
        }
      }
      return best && best.row;
    },

    _click(event) {
      const row = this._rows.length ? this.nearest(event.layerPoint) : null;
      if (row) this._layer.choose(row);
    },

    _hover(event) {
      if (!this._rows.length) return;
      this._map.getContainer().style.cursor = this.nearest(event.layerPoint) ? 'pointer' : '';
    },
  });

  Object.assign(window.Kharita, { segments, badge });
})();
