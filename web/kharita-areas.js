// Areas and rings of the places on the map: hatched outlines, and dashed rings for a radius. They take no clicks.
(function () {
  'use strict';

  const { svg, known, latLngOf } = window.Kharita;

  L.KharitaAreas = L.Class.extend({
    initialize(layer) {
      this._layer = layer;
      const map = layer._map;
      const pane = map.getPane('kharita-areas') || map.createPane('kharita-areas');
      pane.style.zIndex = 330;
      pane.style.pointerEvents = 'none';
      this._renderer = L.svg({ pane: 'kharita-areas', padding: 0.4 });
      this._group = L.layerGroup().addTo(map);
      this._drawn = '';
    },

    remove() {
      this._group.remove();
    },

    /** Draws the areas among the rows; nothing is touched where they are those drawn already. */
    show(rows) {
      const areas = rows.filter((row) => row.geometry || row.radius_m);
      const theme = this._layer.options.theme;
      const drawn = `${theme} ${areas.map((row) => `${row.key}/${row.types[0] && row.types[0][0]}`).sort().join(' ')}`;
      if (drawn === this._drawn) return;
      this._drawn = drawn;
      this._group.clearLayers();
      const palette = this._layer.palette();
      const shared = { renderer: this._renderer, interactive: false, pane: 'kharita-areas' };
      for (const row of areas) {
        if (row.geometry) {
          const line = { ...shared, color: palette.hatch, weight: 1.2, dashArray: '5 3', fillOpacity: 1, className: 'kharita-area' };
          this._group.addLayer(L.geoJSON(row.geometry, { ...line, style: () => line }));
        } else {
          const { color } = known(this._layer.options.style, row.types[0] && row.types[0][0]);
          const line = { ...shared, radius: row.radius_m, color, weight: 1.6, dashArray: '4 4', fillOpacity: 0.06 };
          this._group.addLayer(L.circle(latLngOf(row), line));
        }
      }
      this._hatch(palette);
    },

    /** The hatch as a pattern of the areas' own SVG. */
    _hatch(palette) {
      const root = this._renderer._container;
      if (!root) return;
      root.querySelector('#kharita-hatch')?.parentNode.remove();
      const line = svg('path', { d: 'M-1 1l2-2M0 7l7-7M6 8l2-2', stroke: palette.hatch, 'stroke-width': 1, opacity: 0.55 });
      const pattern = svg('pattern', { id: 'kharita-hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse' }, line);
      root.prepend(svg('defs', {}, pattern));
    },
  });
})();
