// Few markers: buttons with inline SVG that can be reached by keyboard, moved apart where they would overlap.
(function () {
  'use strict';

  const { el, svg, putAt, symbol, known, radiusFor, declutter, segments, badge, rowWords, ringed } = window.Kharita;
  const SHARE = 0.12;

  L.KharitaButtons = L.Class.extend({
    initialize(layer) {
      this._layer = layer;
      this._map = layer._map;
      this._marks = new Map();
      for (const [name, z] of [['kharita-leaders', 590], ['kharita-markers', 600]]) {
        const pane = this._map.getPane(name) || this._map.createPane(name);
        pane.style.zIndex = z;
      }
      this._map.getPane('kharita-leaders').style.pointerEvents = 'none';
    },

    clear() {
      this.show([]);
    },

    count() {
      return this._marks.size;
    },

    mark(key) {
      return this._marks.get(key);
    },

    /** Places the markers of these rows anew: at true points, or moved apart with a leader. Others go. */
    show(rows) {
      const kept = new Set(rows.map((row) => row.key));
      for (const [key, mark] of this._marks) if (!kept.has(key)) this._drop(key, mark);
      this._scale = roomFor(rows, this._map.getSize());
      const items = rows.map((row) => this._item(row));
      const offsets = declutter(items);
      this._boxes = items.map((item, i) => this._put(item, offsets[i]));
      this.select(this._layer.selected());
    },

    select(id) {
      for (const { row, button } of this._marks.values()) button.classList.toggle('kharita-selected', row.single && row.id === id);
    },

    /** Boxes where labels may not go, and the names to write beside the markers. */
    obstacles() {
      const names = [...this._marks.values()].filter(({ row }) => row.single && row.name).map(({ row, offset, reach }) => ({
        id: row.id, name: row.name, name_ar: row.name_ar, at: this._layer.pixel(row).add(offset), reach: reach + 2,
      }));
      return [this._boxes || [], names];
    },

    animate(event) {
      for (const { row, button, leader, offset } of this._marks.values()) {
        const at = this._layer.pixelAt(row, event);
        putAt(button, at.add(offset).round());
        putAt(leader, at.round());
      }
    },

    _drop(key, mark) {
      mark.button.remove();
      mark.leader.remove();
      this._marks.delete(key);
    },

    _item(row) {
      const at = this._layer.pixel(row);
      const extra = row.types.length > 1 || !row.single ? 3.5 : 0;
      return { row, x: at.x, y: at.y, r: (radiusFor(row.n) + 2 + extra) * this._scale };
    },

    _put(item, [dx, dy]) {
      const { row } = item;
      const looks = JSON.stringify([row.n, row.types, row.name, row.precision, row.single, this._scale, this._layer.options.theme]);
      let mark = this._marks.get(row.key);
      if (mark && mark.looks !== looks) {
        const focused = mark.button.contains(document.activeElement);
        this._drop(row.key, mark);
        mark = null;
        if (focused) queueMicrotask(() => this._marks.get(row.key)?.button.focus({ preventScroll: true }));
      }
      if (!mark) this._marks.set(row.key, (mark = { looks, ...this._build(row) }));
      Object.assign(mark, { row, offset: [dx, dy], reach: item.r });
      const at = L.point(item.x, item.y);
      putAt(mark.button, at.add([dx, dy]).round());
      putAt(mark.leader, at.round());
      this._drawLeader(mark.leader, dx, dy);
      return [item.x + dx - item.r, item.y + dy - item.r, item.x + dx + item.r, item.y + dy + item.r];
    },

    _build(row) {
      const words = rowWords(row, this._layer.options.style).join(': ');
      const button = el('button', 'kharita-marker leaflet-zoom-animated', null, { type: 'button', 'aria-label': words });
      button.title = words;
      if (row.id) button.dataset.place = row.id;
      const half = radiusFor(row.n) + 9;
      const [whole, middle] = [2 * half * this._scale, -half * this._scale];
      const view = { viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, width: whole, height: whole, 'aria-hidden': 'true' };
      button.append(svg('svg', view, this._picture(row)));
      for (const [side, px] of [['width', whole], ['height', whole], ['marginLeft', middle], ['marginTop', middle]]) {
        button.style[side] = `${px}px`;
      }
      L.DomEvent.on(button, 'click', (event) => {
        L.DomEvent.stop(event);
        const mark = this._marks.get(row.key);
        this._layer.choose(mark ? mark.row : row);
      });
      L.DomEvent.on(button, 'dblclick', L.DomEvent.stop);
      this._map.getPane('kharita-markers').append(button);
      const leader = svg('svg', { class: 'kharita-leader leaflet-zoom-animated', width: 1, height: 1, 'aria-hidden': 'true' });
      this._map.getPane('kharita-leaders').append(leader);
      return { button, leader };
    },

    _picture(row) {
      const palette = this._layer.palette();
      const style = this._layer.options.style;
      const type = known(style, row.types[0] && row.types[0][0]);
      const precision = style.precisions[row.precision] || style.precisions.unknown;
      const radius = radiusFor(row.n);
      const group = svg('g', {});
      group.append(svg('circle', { class: 'kharita-halo', r: radius + 6, fill: 'none', stroke: palette.selection, 'stroke-width': 2.5 }));
      if (row.types.length > 1) group.append(segments(row.types, radius + 4, style, palette));
      else if (!row.single) group.append(ringed(radius + 4, type.color));
      group.append(symbol(type, precision.plate, radius, palette));
      if (row.area && !row.geometry && !row.radius_m) {
        group.append(svg('circle', { r: radius + 5, fill: 'none', stroke: palette.hatch, 'stroke-dasharray': '3 3' }));
      }
      if (row.n > 1 && this._scale > 0.7) group.append(badge(row.n, radius, palette));
      return group;
    },

    _drawLeader(leader, dx, dy) {
      leader.replaceChildren();
      if (!dx && !dy) return;
      const palette = this._layer.palette();
      const line = { x1: 0, y1: 0, x2: dx, y2: dy };
      leader.append(svg('line', { ...line, stroke: palette.halo, 'stroke-width': 3.4 }));
      leader.append(svg('line', { ...line, stroke: palette.label, 'stroke-width': 1.1 }));
      leader.append(svg('circle', { r: 2.8, fill: palette.label, stroke: palette.halo, 'stroke-width': 1.4 }));
    },
  });

  /** How large markers may be, in steps of a tenth: many must leave most of the map to be seen. */
  function roomFor(rows, size) {
    const inked = rows.reduce((sum, row) => sum + Math.PI * (radiusFor(row.n) + 2) ** 2, 0);
    const share = (SHARE * size.x * size.y * 1.69) / Math.max(1, inked);
    return Math.min(1, Math.max(0.4, Math.floor(Math.sqrt(share) * 10) / 10));
  }
})();
