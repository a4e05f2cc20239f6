// The built-in base map: land, borders, rivers and labels on canvas, from basemap.json; or online tiles where asked for.
// It takes no clicks. Labels keep clear of each other and of the obstacles that the event layer reports.
(function () {
  'use strict';

  const { boxOf, outlinesIn, copiesIn } = window.Kharita.world;
  const PAD = 0.25;
  const FONT = "'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif";

  L.KharitaBase = L.Layer.extend({
    options: { language: 'both', country: null },

    initialize(basemap, options) {
      L.setOptions(this, options);
      const { layers } = basemap;
      this._data = { ...layers, window: [boxOf(basemap.window)], borders: outlinesIn(layers.countries, basemap.window), unsettled: layers.disputed };
      this._box = basemap.window;
      this._copied = new Set();
      this._obstacles = [];
      this._names = [];
    },

    onAdd(map) {
      this._map = map;
      for (const [name, z] of [['kharita-land', 210], ['kharita-labels', 350]]) {
        const pane = map.getPane(name) || map.createPane(name);
        pane.style.zIndex ||= z; // the layer of movements has put the names above its arrows
        pane.style.pointerEvents = 'none';
      }
      this._renderer = L.canvas({ pane: 'kharita-land', padding: 0.4 });
      this._canvas = L.DomUtil.create('canvas', 'kharita-label-canvas', map.getPane('kharita-labels'));
      this._canvas.setAttribute('aria-hidden', 'true');
      if (this._palette) map.getContainer().style.background = this._palette.sea;
      this._shapes();
      if (this._online) this.setTiles(this._online);
      map.on('moveend viewreset resize', this._seen, this);
      map.on('zoomstart', this._hideLabels, this);
      if (document.fonts && document.fonts.ready) document.fonts.ready.then(() => this._map && this._drawLabels());
      this._drawLabels();
    },

    onRemove(map) {
      map.off('moveend viewreset resize', this._seen, this).off('zoomstart', this._hideLabels, this);
      this._land.remove();
      if (this._tiles) this._tiles.remove();
      this._canvas.remove();
      this._map = null;
    },

    setPalette(palette) {
      this._palette = palette;
      if (!this._map) return this;
      this._map.getContainer().style.background = palette.sea;
      this._land.eachLayer((group) => group.setStyle((feature) => this._style(group.kharitaName, feature)));
      this._drawLabels();
      return this;
    },

    /** Online tiles {url, attribution, max_zoom} in place of the built-in land; null goes back. */
    setTiles(tiles) {
      this._online = tiles;
      if (!this._map) return;
      if (this._tiles) this._tiles.remove();
      this._tiles = tiles ? L.tileLayer(tiles.url, { maxNativeZoom: tiles.max_zoom, maxZoom: 16 }).addTo(this._map) : null;
      if (tiles) this._land.remove();
      else this._land.addTo(this._map);
      this._order();
      this._drawLabels();
    },

    /** Boxes [left, top, right, bottom] in layer pixels that labels keep clear of, and names to write beside points. */
    setObstacles(boxes, names) {
      this._obstacles = boxes;
      this._names = names || [];
      if (this._map) this._drawLabels();
    },

    _shapes() {
      this._land = L.layerGroup();
      LAYERS.forEach((name) => this._shape(name, 0));
      this._land.addTo(this._map);
      this._world();
    },

    /** One layer of the land, `copies` worlds to the east. */
    _shape(name, copies) {
      const group = L.geoJSON(this._data[name] || [], {
        renderer: this._renderer,
        pane: 'kharita-land',
        interactive: false,
        style: (feature) => this._style(name, feature),
        coordsToLatLng: ([lon, lat]) => L.latLng(lat, lon + 360 * copies),
      });
      group.kharitaName = name;
      this._land.addLayer(group);
      return group;
    },

    /** The world, below all that is detailed, as soon as some of it is in view; and its copies. */
    _world() {
      const missing = copiesIn(this._map.getBounds().pad(PAD), this._box).filter((copies) => !this._copied.has(copies));
      for (const copies of missing) {
        this._copied.add(copies);
        for (const name of copies ? [...COPIED, ...BELOW] : BELOW) this._shape(name, copies);
      }
      if (missing.length) this._order();
    },

    /** What is added later lies above: the world goes below again. */
    _order() {
      for (const name of BELOW) this._land.eachLayer((group) => group.kharitaName === name && group.bringToBack());
    },

    _seen() {
      this._world();
      this._drawLabels();
    },

    _style(name, feature) {
      const p = this._palette;
      if (!p) return { stroke: false, fill: false };
      const own = feature.properties.iso2 === this.options.country;
      const none = { stroke: false, fill: false, fillOpacity: 1, smoothFactor: 0.6 };
      switch (name) {
        case 'world_borders': return { ...none, stroke: true, color: p.border, weight: 0.8, opacity: 0.55, dashArray: feature.properties.settled ? null : '3 3' };
        case 'window': return { ...none, fill: true, fillColor: p.sea };
        case 'world': return { ...none, fill: true, fillColor: p.neighbour_land };
        case 'countries': return { ...none, fill: true, fillColor: own ? p.land : p.neighbour_land };
        case 'lakes': return { ...none, fill: true, fillColor: p.sea };
        case 'rivers': {
          const weight = (feature.properties.rank || 3) <= 1 ? 1.7 : 1.1;
          return { ...none, stroke: true, color: p.river, weight, opacity: 1 };
        }
        case 'governorates': return { ...none, stroke: true, color: p.governorate_border, weight: 0.9, opacity: 1 };
        // Wipes the solid border beneath a line that is not settled: only dashes may stand there.
        case 'unsettled': return { ...none, stroke: true, color: p.neighbour_land, weight: 3, opacity: 1 };
        case 'disputed': return { ...none, stroke: true, color: p.border, weight: 1.2, dashArray: '4 4', opacity: 0.9 };
        default: return { ...none, stroke: true, color: p.border, weight: own ? 1.6 : 0.8, opacity: own ? 1 : 0.6 };
      }
    },

    _hideLabels() {
      this._canvas.style.opacity = 0;
    },

    _drawLabels() {
      const map = this._map;
      if (!map || !this._palette) return;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const margin = size.multiplyBy(PAD).round();
      const corner = map.containerPointToLayerPoint([0, 0]).subtract(margin);
      const [width, height] = [size.x + 2 * margin.x, size.y + 2 * margin.y];
      this._canvas.width = width * ratio;
      this._canvas.height = height * ratio;
      this._canvas.style.width = `${width}px`;
      this._canvas.style.height = `${height}px`;
      this._canvas.style.opacity = 1;
      L.DomUtil.setPosition(this._canvas, corner);
      const ctx = this._canvas.getContext('2d');
      ctx.scale(ratio, ratio);
      ctx.translate(-corner.x, -corner.y);
      const inside = L.bounds(corner, corner.add([width, height]));
      const taken = this._obstacles.slice();
      const visible = this._map.containerPointToLayerPoint([0, 0]);
      const view = L.bounds(visible, visible.add(this._map.getSize()));
      for (const label of this._labels()) {
        if (!this._place(ctx, label, taken, inside, view) && label.note) this._place(ctx, { ...label, note: null }, taken, inside, view);
      }
    },

    /** What to write at this zoom, the most wanted first. */
    _labels() {
      const zoom = this._map.getZoom();
      const p = this._palette;
      // What the layer above names, by id or in the same words, is not named again.
      const named = new Set(this._names.flatMap(({ id, name, plain }) => [id, plain || name]));
      const labels = this._names.map((name) => ({ ...name, size: 12.5, weight: 600, color: p.label, priority: 0 }));
      if (this._tiles) return labels;
      for (const { properties: t, geometry } of this._data.towns || []) {
        if (zoom < [0, 5.5, 6.6, 7.6, 8.6][Math.min(t.rank || 4, 4)] || named.has(t.place_id) || named.has(t.name)) continue;
        const [lon, lat] = geometry.coordinates;
        labels.push({ ...t, at: this._point(lon, lat), dot: true, reach: 3, size: t.rank === 1 ? 12.5 : 11.5,
          weight: t.rank === 1 ? 600 : 400, color: p.label, priority: t.rank || 4 });
      }
      for (const { properties: g } of zoom >= 6.4 ? this._data.governorates || [] : []) {
        if (named.has(g.name)) continue;
        labels.push({ ...g, at: this._point(g.label_lon, g.label_lat), size: zoom < 8 ? 10.5 : 13, weight: 400,
          color: p.label_minor, caps: true, centred: true, priority: 5 });
      }
      for (const { properties: c } of zoom >= 4 && zoom <= 8 ? this._data.countries || [] : []) {
        if (!c.label || c.iso2 === this.options.country || !c.iso2 || named.has(c.name)) continue;
        labels.push({ ...c, at: this._point(...c.label), size: 13, weight: 400, color: p.label_minor, caps: true,
          centred: true, priority: 3.5, only: 'en' });
      }
      return labels.sort((a, b) => a.priority - b.priority);
    },

    _point(lon, lat) {
      return this._map.latLngToLayerPoint([lat, lon]);
    },

    /** Writes one label at the first of its places that is free, and answers whether one is. */
    _place(ctx, label, taken, inside, view) {
      if (!inside.contains(label.at)) return true;
      const lines = this._lines(label);
      const widths = lines.map((line) => {
        ctx.font = line.font;
        return ctx.measureText(line.text).width;
      });
      const width = Math.max(...widths);
      const height = lines.reduce((sum, line) => sum + line.size * 1.22, 0);
      const reach = label.reach || 0;
      for (const [x, y, align] of spots(label, width, height, reach)) {
        const left = label.at.x + x;
        const top = label.at.y + y;
        const box = [left - 2, top - 1, left + width + 2, top + height + 1];
        if (cutOff(box, label.at, view)) continue;
        if (taken.some((other) => overlaps(box, other))) continue;
        taken.push(box);
        this._write(ctx, lines, widths, left, top, width, align, label);
        if (label.dot) {
          this._dot(ctx, label);
          taken.push([label.at.x - 4, label.at.y - 4, label.at.x + 4, label.at.y + 4]);
        }
        return true;
      }
      return false;
    },

    _lines(label) {
      const language = label.only || this.options.language;
      const lines = [];
      if (language !== 'ar' && label.name) {
        const text = cut(label.caps ? label.name.toUpperCase() : label.name);
        lines.push({ text, size: label.size, font: `${label.weight} ${label.size}px ${FONT}` });
      }
      if (language !== 'en' && label.name_ar) {
        const size = label.size * (language === 'ar' ? 1.05 : 0.92);
        lines.push({ text: cut(label.name_ar), size, font: `${label.weight} ${size}px ${FONT}`, soft: language === 'both' });
      }
      if (label.note) {
        const size = label.size * 0.86;
        lines.push({ text: cut(label.note), size, font: `400 ${size}px ${FONT}`, soft: true });
      }
      return lines;
    },

    _write(ctx, lines, widths, left, top, width, align, label) {
      let y = top;
      ctx.textBaseline = 'alphabetic';
      ctx.lineJoin = 'round';
      ctx.letterSpacing = '0px';
      lines.forEach((line, i) => {
        y += line.size * 1.22;
        const x = left + (width - widths[i]) * align;
        ctx.font = line.font;
        ctx.strokeStyle = this._palette.halo;
        ctx.lineWidth = 3.2;
        ctx.strokeText(line.text, x, y - line.size * 0.28);
        ctx.fillStyle = line.soft ? this._palette.label_minor : label.color;
        ctx.fillText(line.text, x, y - line.size * 0.28);
      });
    },

    _dot(ctx, label) {
      ctx.beginPath();
      ctx.arc(label.at.x, label.at.y, 2.2, 0, 7);
      ctx.fillStyle = this._palette.label_minor;
      ctx.strokeStyle = this._palette.halo;
      ctx.lineWidth = 2;
      ctx.stroke();
      ctx.fill();
    },
  });

  /** The places of a label about its point as [x, y, alignment], the best first. */
  function spots(label, width, height, reach) {
    const middle = -height / 2;
    if (label.centred) return [[-width / 2, middle, 0.5], [-width / 2, 8, 0.5], [-width / 2, -height - 8, 0.5]];
    const far = reach + 4;
    return [
      [far, middle, 0], [-width - far, middle, 1], [-width / 2, far - 1, 0.5], [-width / 2, -height - far + 1, 0.5],
      [far * 0.7, far * 0.5, 0], [-width - far * 0.7, far * 0.5, 1],
    ];
  }

  const cut = (text) => (text.length > 42 ? `${text.slice(0, 41)}…` : text);
  /** Whether a box would be cut by the edge of the view that its point lies in. */
  const cutOff = (box, at, view) => view.contains(at)
    && (box[0] < view.min.x || box[1] < view.min.y || box[2] > view.max.x || box[3] > view.max.y);
  const LAYERS = ['countries', 'lakes', 'governorates', 'rivers', 'borders', 'unsettled', 'disputed'];
  const COPIED = ['countries', 'borders'];
  /** What lies below them, the highest first. */
  const BELOW = ['window', 'world_borders', 'world'];
  const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
})();
