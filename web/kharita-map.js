// L.KharitaLayer: one marker per place with events. Up to 400 places in view are buttons with inline SVG, moved apart
// where they would overlap; more are drawn on canvas. Asks its source for what the query selects; never filters itself.
(function () {
  'use strict';

  const { el, svg, Latest, symbol, known, plural, radiusFor, declutter, placePopup, segments, badge, popupOptions } = window.Kharita;
  const MOST_BUTTONS = 400;
  const REPORT = 'kharita:select';

  L.KharitaLayer = L.Layer.extend({
    options: { source: null, style: null, theme: 'light', base: null, onStatus: () => {} },

    initialize(options) {
      L.setOptions(this, options);
      this._places = new Latest(options.source);
      this._details = new Latest(options.source);
      this._query = null;
      this._rows = [];
      this._marks = new Map();
      this._selected = null;
      this._number = 0;
    },

    onAdd(map) {
      this._map = map;
      for (const [name, z] of [['kharita-areas', 330], ['kharita-leaders', 590], ['kharita-markers', 600]]) {
        const pane = map.getPane(name) || map.createPane(name);
        pane.style.zIndex = z;
      }
      map.getPane('kharita-areas').style.pointerEvents = 'none';
      map.getPane('kharita-leaders').style.pointerEvents = 'none';
      this._areaRenderer = L.svg({ pane: 'kharita-areas', padding: 0.4 });
      this._areas = L.layerGroup().addTo(map);
      this._dots = new L.KharitaDots(this);
      map.on('zoomanim', this._animate, this);
      map.on('zoomend viewreset', this._layout, this);
      map.on('moveend', this._moved, this);
      this._layout();
    },

    onRemove(map) {
      map.off('zoomanim', this._animate, this).off('zoomend viewreset', this._layout, this).off('moveend', this._moved, this);
      this._clear();
      this._areas.remove();
      this._dots.remove();
    },

    /** Select the events that `query` (the URL grammar) asks for. The last call wins. */
    async setQuery(query) {
      if (query === this._query) return;
      this._query = query;
      this.options.onStatus('');
      const { value, error } = await this._places.get('places', query);
      if (error) this.options.onStatus(`The places could not be read. ${error.message}`);
      if (!value) return;
      this._show(value);
    },

    _show(payload) {
      this._rows = payload.places.filter((row) => row.lon !== null && row.lat !== null);
      if (this._openId && !this._rows.some((row) => row.id === this._openId)) this._map.closePopup();
      this._drawAreas();
      this._clear();
      this._layout();
      this.fire('data', { payload });
    },

    /** Highlight one place (or none for null); nothing is reported. Moves the map only where the place is out of view. */
    select(placeId) {
      this._selected = placeId || null;
      for (const [id, mark] of this._marks) mark.button.classList.toggle('kharita-selected', id === this._selected);
      this._dots.draw();
      const row = this._rows.find((each) => each.id === this._selected);
      if (row && !this._map.getBounds().contains([row.lat, row.lon])) this._map.panTo([row.lat, row.lon]);
    },

    setTheme(theme) {
      this.options.theme = theme;
      this._clear();
      this._drawAreas();
      this._layout();
    },

    /** Show [[south, west], [north, east]] with a margin. */
    fitTo(bounds) {
      this._map.fitBounds(bounds, { padding: [24, 24], maxZoom: 13 });
    },

    palette() {
      return this.options.style.palettes[this.options.theme];
    },

    rows() {
      return this._rows;
    },

    _clear() {
      for (const mark of this._marks.values()) {
        mark.button.remove();
        mark.leader.remove();
      }
      this._marks.clear();
    },

    _drawAreas() {
      this._areas.clearLayers();
      const palette = this.palette();
      const shared = { renderer: this._areaRenderer, interactive: false, pane: 'kharita-areas' };
      for (const row of this._rows) {
        const color = known(this.options.style, row.types[0] && row.types[0][0]).color;
        if (row.geometry) {
          const line = { ...shared, color: palette.hatch, weight: 1.2, dashArray: '5 3', fillOpacity: 1, className: 'kharita-area' };
          this._areas.addLayer(L.geoJSON(row.geometry, { ...line, style: () => line }));
        } else if (row.radius_m) {
          const line = { ...shared, radius: row.radius_m, color, weight: 1.6, dashArray: '4 4', fillOpacity: 0.06 };
          this._areas.addLayer(L.circle([row.lat, row.lon], line));
        }
      }
      this._hatch(palette);
    },

    /** The hatch as a pattern of the areas' own SVG. */
    _hatch(palette) {
      const root = this._areaRenderer._container;
      if (!root) return;
      root.querySelector('#kharita-hatch')?.parentNode.remove();
      const line = svg('path', { d: 'M-1 1l2-2M0 7l7-7M6 8l2-2', stroke: palette.hatch, 'stroke-width': 1, opacity: 0.55 });
      const pattern = svg('pattern', { id: 'kharita-hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse' }, line);
      root.prepend(svg('defs', {}, pattern));
    },

    _moved() {
      if (this._rows.length > MOST_BUTTONS) this._layout();
    },

    /** Places the markers anew: at true points, or moved apart with a leader. */
    _layout() {
      if (!this._map) return;
      const many = this._rows.length > MOST_BUTTONS;
      const rows = many ? this._inView() : this._rows;
      if (rows.length > MOST_BUTTONS) {
        this._clear();
        this._obstacles([]);
        this._dots.show(rows);
        return;
      }
      this._dots.show([]);
      if (many) this._drop(rows);
      const items = rows.map((row) => this._item(row));
      const offsets = declutter(items);
      const boxes = items.map((item, i) => this._put(item, offsets[i]));
      this._obstacles(boxes);
    },

    _inView() {
      const bounds = this._map.getBounds().pad(0.15);
      return this._rows.filter((row) => bounds.contains([row.lat, row.lon]));
    },

    _drop(kept) {
      const ids = new Set(kept.map((row) => row.id));
      for (const [id, mark] of this._marks) {
        if (ids.has(id)) continue;
        mark.button.remove();
        mark.leader.remove();
        this._marks.delete(id);
      }
    },

    _item(row) {
      const at = this._map.latLngToLayerPoint([row.lat, row.lon]);
      const extra = row.types.length > 1 ? 3.5 : 0;
      return { row, x: at.x, y: at.y, r: radiusFor(row.n) + 2 + extra };
    },

    _put(item, [dx, dy]) {
      const { row } = item;
      let mark = this._marks.get(row.id);
      if (!mark) {
        mark = { row, ...this._build(row) };
        this._marks.set(row.id, mark);
      }
      mark.offset = [dx, dy];
      mark.reach = item.r;
      const at = L.point(item.x, item.y);
      L.DomUtil.setPosition(mark.button, at.add([dx, dy]).round());
      L.DomUtil.setPosition(mark.leader, at.round());
      this._drawLeader(mark.leader, dx, dy);
      return [item.x + dx - item.r, item.y + dy - item.r, item.x + dx + item.r, item.y + dy + item.r];
    },

    /** Tells the base map where labels may not go, and the names to write where a marker stands at its own place. */
    _obstacles(boxes) {
      if (!this.options.base) return;
      const names = [...this._marks.values()].map((mark) => ({
        id: mark.row.id,
        name: mark.row.name,
        name_ar: mark.row.name_ar,
        at: this._map.latLngToLayerPoint([mark.row.lat, mark.row.lon]).add(mark.offset),
        reach: mark.reach + 2,
      }));
      this.options.base.setObstacles(boxes, names);
    },

    _build(row) {
      const words = row.types.map(([slug, n]) => label(known(this.options.style, slug).label, n, row.n)).join(', ');
      const name = `${row.name}: ${plural(row.n, 'event')}, ${words}`;
      const button = el('button', 'kharita-marker leaflet-zoom-animated', null, { type: 'button', 'aria-label': name });
      button.title = name;
      button.dataset.place = row.id;
      button.classList.toggle('kharita-selected', row.id === this._selected);
      const half = radiusFor(row.n) + 9;
      const view = { viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, width: 2 * half, height: 2 * half, 'aria-hidden': 'true' };
      button.append(svg('svg', view, this._picture(row)));
      for (const [side, px] of [['width', 2 * half], ['height', 2 * half], ['marginLeft', -half], ['marginTop', -half]]) {
        button.style[side] = `${px}px`;
      }
      L.DomEvent.on(button, 'click', (event) => {
        L.DomEvent.stop(event);
        this.choose(row);
      });
      L.DomEvent.on(button, 'dblclick', L.DomEvent.stop);
      this._map.getPane('kharita-markers').append(button);
      const leader = svg('svg', { class: 'kharita-leader leaflet-zoom-animated', width: 1, height: 1, 'aria-hidden': 'true' });
      this._map.getPane('kharita-leaders').append(leader);
      return { button, leader };
    },

    _picture(row) {
      const palette = this.palette();
      const style = this.options.style;
      const type = known(style, row.types[0] && row.types[0][0]);
      const precision = style.precisions[row.precision] || style.precisions.unknown;
      const radius = radiusFor(row.n);
      const group = svg('g', {});
      group.append(svg('circle', { class: 'kharita-halo', r: radius + 6, fill: 'none', stroke: palette.selection, 'stroke-width': 2.5 }));
      if (row.types.length > 1) group.append(segments(row.types, radius + 4, style, palette));
      group.append(symbol(type, precision.plate, radius, palette));
      if (row.area && !row.geometry && !row.radius_m) {
        group.append(svg('circle', { r: radius + 5, fill: 'none', stroke: palette.hatch, 'stroke-dasharray': '3 3' }));
      }
      if (row.n > 1) group.append(badge(row.n, radius, palette));
      return group;
    },

    _drawLeader(leader, dx, dy) {
      leader.replaceChildren();
      if (!dx && !dy) return;
      const palette = this.palette();
      const line = { x1: 0, y1: 0, x2: dx, y2: dy };
      leader.append(svg('line', { ...line, stroke: palette.halo, 'stroke-width': 3.4 }));
      leader.append(svg('line', { ...line, stroke: palette.label, 'stroke-width': 1.1 }));
      leader.append(svg('circle', { r: 2.8, fill: palette.label, stroke: palette.halo, 'stroke-width': 1.4 }));
    },

    _animate(event) {
      for (const { row, button, leader, offset } of this._marks.values()) {
        const at = this._map._latLngToNewLayerPoint(L.latLng(row.lat, row.lon), event.zoom, event.center);
        L.DomUtil.setPosition(button, at.add(offset).round());
        L.DomUtil.setPosition(leader, at.round());
      }
    },

    /** A click, Enter or Space on a place: highlight, short popup, report. */
    choose(row) {
      this.select(row.id);
      this._openPopup(row);
      this._number += 1;
      const feature = {
        type: 'Feature',
        properties: { place_id: row.id, seq: this._number },
        geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
      };
      this.fire(REPORT, { feature });
      this.fire('click', { layer: { toGeoJSON: () => feature }, latlng: L.latLng(row.lat, row.lon) });
    },

    async _openPopup(row) {
      const mark = this._marks.get(row.id);
      const offset = mark ? L.point(mark.offset).subtract([0, mark.reach + 2]) : L.point(0, -6);
      const options = { ...popupOptions(this._map), offset };
      const palette = this.palette();
      const popup = L.popup(options).setLatLng([row.lat, row.lon]);
      popup.setContent(placePopup(row, null, this.options.style, palette)).openOn(this._map);
      this._openId = row.id;
      popup.on('remove', () => {
        this._openId = null;
        if (popup.getElement()?.contains(document.activeElement)) this._marks.get(row.id)?.button.focus();
      });
      const asked = new URLSearchParams(this._query || '');
      asked.set('place_sel', row.id);
      const { value, error } = await this._details.get('place', asked.toString());
      if (error && popup.isOpen()) popup.setContent(`The events here could not be read.`);
      if (error) this.options.onStatus(`The events of ${row.name} could not be read. ${error.message}`);
      if (value && popup.isOpen()) popup.setContent(placePopup(row, value, this.options.style, palette));
    },
  });

  const label = (words, n, all) => (n === all ? words : `${words} ${n}`);

  Object.assign(window.Kharita, { REPORT });
})();
