// What the map asks of the server and what it answers: windows of cells, and their bytes as rows. Draws nothing.
// Positions are points of the world at zoom 0 (u, v from 0 to 256, u beyond that in further copies of the world).
(function () {
  'use strict';

  const WORLD = 2 ** 32;
  const UNIT = 2 ** 24;
  const MOST_CELLS = 4096;
  const MAGIC = 0x3143484b;
  const [ONE_POINT, AREA] = [1, 2];

  /** The pixel position of a row on the map as it stands, or as it will stand at another zoom and centre. */
  const worldPoint = (latlng) => L.CRS.EPSG3857.latLngToPoint(latlng, 0);
  const latLngOf = (row) => L.CRS.EPSG3857.pointToLatLng(L.point(row.u, row.v), 0);

  /**
   * The window that shows `view` {center, zoom} with a margin (a share of the view on each side) in cells about `cellPx`
   * pixels wide: {shift, x0, y0, w, h, zoom, box: [left, top, right, bottom] in units, centre}.
   */
  function windowFor(size, view, margin, cellPx) {
    const units = UNIT / 2 ** view.zoom;
    const at = worldPoint(view.center).multiplyBy(UNIT);
    const reach = [size.x, size.y].map((side) => side * (0.5 + margin) * units);
    let shift = Math.min(31, Math.max(0, Math.round(Math.log2(cellPx * units))));
    for (;; shift++) {
      const cell = 2 ** shift;
      const x0 = Math.floor((at.x - reach[0]) / cell);
      const y0 = Math.max(0, Math.floor((at.y - reach[1]) / cell));
      const w = Math.min(Math.floor((at.x + reach[0]) / cell) - x0 + 1, WORLD / cell);
      const h = Math.max(1, Math.min(Math.floor((at.y + reach[1]) / cell), WORLD / cell - 1) - y0 + 1);
      if (shift < 31 && (w > MOST_CELLS || h > MOST_CELLS)) continue;
      const box = [x0 * cell, y0 * cell, (x0 + w) * cell, (y0 + h) * cell];
      return { shift, x0, y0, w, h, zoom: view.zoom, box, centre: at.x, whole: w === WORLD / cell };
    }
  }

  /** Whether a window that was answered shows all of `view` at its zoom. */
  function covers(window, size, view) {
    if (!window || window.zoom !== view.zoom) return false;
    const need = windowFor(size, view, 0, 2).box;
    const [left, top, right, bottom] = window.box;
    return (window.whole || (left <= need[0] && right >= need[2])) && top <= need[1] && bottom >= need[3];
  }

  const windowQuery = ({ shift, x0, y0, w, h }) => `sh=${shift}&cx0=${x0}&cy0=${y0}&W=${w}&H=${h}`;

  /** The header and columns of an answer (geo/cells.py says how they lie). */
  function decode(buffer) {
    const view = new DataView(buffer);
    if (buffer.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error('The answer is no answer of this map.');
    const length = view.getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    let at = 8 + length;
    const column = (Kind, n) => {
      const found = new Kind(buffer, at, n);
      at += found.byteLength;
      return found;
    };
    const { rows, pairs } = header;
    const held = { header };
    for (const name of ['mx', 'my', 'n', 'place']) held[name] = column(Uint32Array, rows);
    held.typeN = column(Uint32Array, pairs);
    for (const name of ['flags', 'nTypes']) held[name] = column(Uint8Array, rows);
    held.types = column(Uint8Array, pairs);
    return held;
  }

  /** The rows to draw, those with most events first, each in the copy of the world that is nearest to the window. */
  function rowsOf(held, window, slugs, outlines) {
    const { header } = held;
    const described = new Map(header.places.map((place) => [place.row, place]));
    const rows = new Array(header.rows);
    const cell = 2 ** header.shift;
    for (let i = 0, pair = 0; i < header.rows; i++) {
      const [x, y] = [held.mx[i], held.my[i]];
      const copy = Math.round((window.centre - x) / WORLD) * WORLD;
      const [single, area] = [(held.flags[i] & ONE_POINT) > 0, (held.flags[i] & AREA) > 0];
      const [cx, cy] = [Math.floor(x / cell), Math.floor(y / cell)];
      const row = {
        id: null, name: null, name_ar: null, precision: area ? 'area' : 'town', radius_m: null, geometry: null,
        ...described.get(i), area, single, n: held.n[i], number: held.place[i], types: [],
        u: (x + copy) / UNIT, v: y / UNIT,
        box: [cx * cell + copy, cy * cell, (cx + 1) * cell + copy, (cy + 1) * cell].map((side) => side / UNIT),
        key: single ? `${x},${y},${area}` : `${header.shift}:${cx},${cy},${area}`,
      };
      if (row.outline) row.geometry = outlines.get(row.outline) || null;
      for (const end = pair + held.nTypes[i]; pair < end; pair++) row.types.push([slugs[held.types[pair]], held.typeN[pair]]);
      rows[i] = row;
    }
    return rows.sort((a, b) => b.n - a.n);
  }

  /** The rows of an export, whose places all lie in the page. */
  function inlineRows(payload) {
    return payload.places.filter((row) => row.lon !== null && row.lat !== null).map((row) => {
      const { x, y } = worldPoint(L.latLng(row.lat, row.lon));
      return { ...row, key: row.id, single: true, u: x, v: y, box: [x, y, x, y] };
    });
  }

  Object.assign(window.Kharita, { windowFor, covers, windowQuery, decode, rowsOf, inlineRows, latLngOf, worldPoint });
})();
