// L.KharitaFlows: movements of people as trunks that fork while the split is unknown. A line is never a route.
// The steps of `fork` are those of geo.geometry.fork; a test compares them.
(function (root) {
  'use strict';

  function at(p, q, t) {
    return [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
  }

  function curve(start, control, end, n) {
    const points = [];
    for (let i = 0; i <= (n || 24); i++) {
      const t = i / (n || 24);
      points.push(at(at(start, control, t), at(control, end, t), t));
    }
    return points;
  }

  function arc(start, end, bend) {
    const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
    const by = bend === undefined ? 0.16 : bend;
    return curve(start, [(start[0] + end[0]) / 2 + dy * by, (start[1] + end[1]) / 2 - dx * by], end);
  }

  function atLeast(origin, place, least) {
    let [dx, dy] = [place[0] - origin[0], place[1] - origin[1]];
    let length = Math.hypot(dx, dy);
    if (length >= least) return { end: place, stretched: false };
    if (length === 0) [dx, dy, length] = [1, 0, 1];
    return { end: [origin[0] + (dx / length) * least, origin[1] + (dy / length) * least], stretched: true };
  }

  function meanDirection(origin, ends) {
    const units = ends.map(([x, y]) => {
      const length = Math.hypot(x - origin[0], y - origin[1]) || 1;
      return [(x - origin[0]) / length, (y - origin[1]) / length];
    });
    const sum = units.reduce((s, u) => [s[0] + u[0], s[1] + u[1]], [0, 0]);
    const total = Math.hypot(...sum);
    return total < 0.2 ? [-units[0][1], units[0][0]] : [sum[0] / total, sum[1] / total];
  }

  /** {trunk, branches: [{path, end, stretched}]} in pixels; an empty trunk where there is one destination. */
  function fork(origin, destinations, least) {
    const ends = destinations.map((place) => atLeast(origin, place, least));
    if (ends.length < 2) return { trunk: [], branches: ends.map((e) => ({ ...e, path: arc(origin, e.end) })) };
    const [ux, uy] = meanDirection(origin, ends.map((e) => e.end));
    const length = 0.45 * Math.min(...ends.map((e) => Math.hypot(e.end[0] - origin[0], e.end[1] - origin[1])));
    const split = [origin[0] + ux * length, origin[1] + uy * length];
    const branches = ends.map((e) => {
      const reach = 0.45 * Math.hypot(e.end[0] - split[0], e.end[1] - split[1]);
      return { ...e, path: curve(split, [split[0] + ux * reach, split[1] + uy * reach], e.end) };
    });
    return { trunk: [origin, split], branches };
  }

  root.Kharita = Object.assign(root.Kharita || {}, { fork, arc });
  if (typeof L === 'undefined') return;

  const { el, svg, Latest, symbol, known, flowPopup, popupOptions } = root.Kharita;

  L.KharitaFlows = L.Layer.extend({
    options: { source: null, style: null, theme: 'light', base: null, onStatus: () => {} },

    initialize(options) {
      L.setOptions(this, options);
      this._latest = new Latest(options.source);
      this._payload = { flows: [], largest: 0 };
      this._query = null;
      this._number = 0;
      this._selected = null;
    },

    onAdd(map) {
      this._map = map;
      for (const [name, z] of [['kharita-areas', 330], ['kharita-flows', 590], ['kharita-markers', 600]]) {
        (map.getPane(name) || map.createPane(name)).style.zIndex = z;
      }
      map.getPane('kharita-flows').style.pointerEvents = 'none';
      this._svg = svg('svg', { class: 'kharita-flows', width: 1, height: 1, 'aria-hidden': 'true' });
      map.getPane('kharita-flows').append(this._svg);
      this._areaRenderer = L.svg({ pane: 'kharita-areas', padding: 0.4 });
      this._areas = L.layerGroup().addTo(map);
      this._buttons = el('div', '');
      map.getPane('kharita-markers').append(this._buttons);
      map.on('zoomstart', this._hide, this).on('zoomend viewreset', this._draw, this);
    },

    onRemove(map) {
      map.off('zoomstart', this._hide, this).off('zoomend viewreset', this._draw, this);
      this._svg.remove();
      this._areas.remove();
      this._buttons.remove();
    },

    async setQuery(query) {
      if (query === this._query) return;
      this._query = query;
      this.options.onStatus('');
      const { value, error } = await this._latest.get('flows', query);
      if (error) this.options.onStatus(`The movements could not be read. ${error.message}`);
      if (!value) return;
      this._payload = value;
      this._draw();
      this.fire('data', { payload: value });
    },

    countFrom(number) {
      this._number = Math.max(this._number, number);
    },

    select(movementId) {
      this._selected = movementId || null;
      for (const button of this._buttons.children) {
        button.classList.toggle('kharita-selected', button.dataset.movement === this._selected);
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
      const spots = this._payload.flows.flatMap((flow) => [...flow.origins, ...flow.destinations]);
      return spots.filter((spot) => spot.lon !== null);
    },

    palette() {
      return this.options.style.palettes[this.options.theme];
    },

    _hide() {
      this._svg.style.opacity = 0;
      this._buttons.style.opacity = 0;
    },

    _draw() {
      if (!this._map) return;
      this._svg.style.opacity = this._buttons.style.opacity = 1;
      this._svg.replaceChildren();
      this._buttons.replaceChildren();
      this._areas.clearLayers();
      this._names = [];
      this._boxes = [];
      const drawn = this._payload.flows.filter((flow) => flow.drawn);
      for (const flow of drawn) this._flow(flow);
      for (const flow of drawn) this._spots(flow);
      if (this.options.base) this.options.base.setObstacles(this._boxes, this._names);
    },

    _pixel(spot) {
      const point = this._map.latLngToLayerPoint([spot.lat, spot.lon]);
      return [point.x, point.y];
    },

    _flow(flow) {
      const { style } = this.options;
      const palette = this.palette();
      const sources = flow.origins.filter((spot) => spot.lon !== null).map((spot) => this._pixel(spot));
      const origin = [0, 1].map((i) => sources.reduce((sum, p) => sum + p[i], 0) / sources.length);
      const ends = flow.destinations.filter((spot) => spot.lon !== null);
      const shape = fork(origin, ends.map((spot) => this._pixel(spot)), style.min_flow_px);
      const known = flow.split_known || ends.length === 1;
      const width = this._width(flow.people);
      if (sources.length > 1) for (const p of sources) this._line([p, origin], palette.flow, 1.6);
      shape.branches.forEach((branch, i) => {
        const share = ends[i].share ? ends[i].share.people : ends.length === 1 ? flow.people : null;
        const color = known ? palette.flow : palette.flow_unknown;
        this._branch(branch, ends[i], color, known ? this._width(share) : 2.4, !known);
      });
      if (shape.trunk.length) this._line(shape.trunk, palette.flow, width, '', 'round');
      this._dot(origin, palette);
      const middle = shape.trunk.length ? at(shape.trunk[0], shape.trunk[1], 0.5) : shape.branches[0].path[12];
      this._button(flow, origin, middle, shape, known);
    },

    _width(people) {
      const [least, most] = this.options.style.trunk_px;
      const largest = this._payload.largest;
      return people === null || !largest ? least : Math.max(least, (most * Math.min(people, largest)) / largest);
    },

    _line(points, color, width, dash, cap) {
      for (const [x, y] of points) this._boxes.push([x - 5, y - 5, x + 5, y + 5]);
      const d = 'M' + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
      const common = { d, fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': cap || 'butt' };
      const halo = { ...common, stroke: this.palette().halo, 'stroke-width': width + 3, opacity: 0.75 };
      this._svg.append(svg('path', halo));
      this._svg.append(svg('path', { ...common, stroke: color, 'stroke-width': width, 'stroke-dasharray': dash || 'none' }));
    },

    /** One branch to its end, or to where it meets the area; a stretched one with a thin line to the true place. */
    _branch(branch, spot, color, width, dashed) {
      const path = spot.geometry && !branch.stretched ? this._untilArea(branch.path, spot.geometry) : branch.path;
      const tip = path[path.length - 1];
      const back = path[Math.max(0, path.length - 3)];
      const angle = Math.atan2(tip[1] - back[1], tip[0] - back[0]);
      const size = Math.max(8, width * 1.7);
      const end = [tip[0] - Math.cos(angle) * size * 0.8, tip[1] - Math.sin(angle) * size * 0.8];
      if (branch.stretched) this._leader(tip, this._pixel(spot));
      this._line([...path.slice(0, -1), end], color, width, dashed ? '7 5' : '');
      const side = (turn) => [tip[0] - Math.cos(angle + turn) * size * 1.25, tip[1] - Math.sin(angle + turn) * size * 1.25];
      const points = [tip, side(0.42), side(-0.42)].map((p) => p.map((v) => v.toFixed(1)).join(',')).join(' ');
      this._svg.append(svg('polygon', { points, fill: color, stroke: this.palette().halo, 'stroke-width': 1, 'paint-order': 'stroke' }));
      spot.drawnAt = tip;
    },

    _untilArea(path, geometry) {
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      const rings = polygons.map((rings) => rings[0].map(([lon, lat]) => this._pixel({ lon, lat })));
      const entry = path.findIndex((p) => rings.some((ring) => inside(p, ring)));
      return entry > 3 ? path.slice(0, entry + 1) : path;
    },

    _leader(from, to) {
      const palette = this.palette();
      const line = { x1: from[0], y1: from[1], x2: to[0], y2: to[1], 'stroke-dasharray': '1 3', 'stroke-linecap': 'round' };
      this._svg.append(svg('line', { ...line, stroke: palette.label, 'stroke-width': 1.2 }));
    },

    _dot([cx, cy], palette) {
      this._svg.append(svg('circle', { cx, cy, r: 5, fill: palette.flow, stroke: palette.casing, 'stroke-width': 2 }));
    },

    /** The figure as a button beside the trunk; "share unknown" at the fork. */
    _button(flow, origin, middle, shape, known) {
      const ends = flow.destinations.map((spot) => spot.name).join(' or ');
      // Begins with what is seen, so that who speaks it finds the button (WCAG 2.5.3).
      const words = `${flow.figure}${known ? '' : ' share unknown'}: ${flow.title}, to ${ends}`;
      const button = el('button', 'kharita-flow-button', null, { type: 'button', 'aria-label': words });
      button.append(el('span', 'kharita-flow-figure', flow.figure));
      if (!known) button.append(' ', el('span', 'kharita-flow-unknown', 'share unknown'));
      button.title = words;
      button.dataset.movement = flow.id;
      button.classList.toggle('kharita-selected', flow.id === this._selected);
      this._buttons.append(button);
      const [width, height] = [button.offsetWidth, button.offsetHeight];
      const clear = this._clearSide(origin, shape, width, height);
      L.DomUtil.setPosition(button, L.point(clear).round());
      this._boxes.push([clear[0], clear[1], clear[0] + width, clear[1] + height]);
      L.DomEvent.on(button, 'click', (event) => {
        L.DomEvent.stop(event);
        this.choose(flow, middle);
      });
      L.DomEvent.on(button, 'dblclick', L.DomEvent.stop);
    },

    /** The corner for a box beside the origin that covers as little of the flow as possible. */
    _clearSide([x, y], shape, width, height) {
      const points = [...shape.trunk, ...shape.branches.flatMap((branch) => branch.path)];
      const options = [[x - width - 16, y - height / 2], [x + 16, y - height / 2], [x - width / 2, y + 16], [x - width / 2, y - height - 16],
        [x - width - 12, y + 10], [x - width - 12, y - height - 10], [x - 50, y - height - 40], [x - 50, y + 60]];
      const view = this._map.getSize();
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const covered = options.map(([left, top]) => {
        const away = left < corner.x + 4 || top < corner.y + 4 || left + width > corner.x + view.x - 4 || top + height > corner.y + view.y - 4;
        const hit = ([px, py]) => px > left - 6 && px < left + width + 6 && py > top - 6 && py < top + height + 6;
        return points.filter(hit).length + (away ? 1000 : 0);
      });
      return options[covered.indexOf(Math.min(...covered))];
    },

    /** Names of the ends, areas as hatches, transit points as symbols of their own. */
    _spots(flow) {
      const { style } = this.options;
      const palette = this.palette();
      for (const spot of flow.transit.filter((each) => each.lon !== null)) {
        const [x, y] = this._pixel(spot);
        const mark = svg('g', { transform: `translate(${x} ${y})` }, symbol(known(style, 'transit'), 'round', 10, palette));
        this._svg.append(mark);
        this._name(spot, [x, y], 13);
      }
      for (const spot of flow.origins.filter((each) => each.lon !== null)) this._name(spot, this._pixel(spot), 7);
      for (const spot of flow.destinations.filter((each) => each.lon !== null)) {
        this._name(spot, spot.drawnAt || this._pixel(spot), 9);
        if (!spot.geometry) continue;
        const line = { renderer: this._areaRenderer, pane: 'kharita-areas', interactive: false, color: palette.hatch, weight: 1.3,
          dashArray: '5 3', fillColor: palette.flow, fillOpacity: 0.09 };
        this._areas.addLayer(L.geoJSON(spot.geometry, { ...line, style: () => line }));
      }
    },

    _name(spot, [x, y], reach) {
      if (this._names.some((name) => name.id === spot.id)) return;
      this._names.push({ id: spot.id, name: spot.name, name_ar: spot.name_ar, at: L.point(x, y), reach });
      this._boxes.push([x - reach, y - reach, x + reach, y + reach]);
    },

    choose(flow, middle) {
      this.select(flow.id);
      const where = this._map.layerPointToLatLng(L.point(middle));
      const popup = L.popup({ ...popupOptions(this._map), offset: [0, -8] }).setLatLng(where).setContent(flowPopup(flow));
      popup.openOn(this._map);
      this._number += 1;
      const feature = {
        type: 'Feature',
        properties: { movement_id: flow.id, seq: this._number },
        geometry: { type: 'Point', coordinates: [where.lng, where.lat] },
      };
      this.fire(root.Kharita.REPORT, { feature });
      this.fire('click', { layer: { toGeoJSON: () => feature }, latlng: where });
    },
  });

  /** Whether a point lies in a ring (even-odd). */
  function inside([x, y], ring) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
    return odd;
  }
})(typeof window === 'undefined' ? globalThis : window);
