// The coarse world around the detailed part of the base map: the sea that covers it there, borders without the lines
// along which the detailed countries are cut, and copies of the world beyond the antimeridian.
(function () {
  'use strict';

  const INSET_DEG = 0.02;

  const feature = (type, coordinates) => ({ type: 'Feature', properties: {}, geometry: { type, coordinates } });

  /** The box [west, south, east, north] as an area, a little smaller than what covers it again. */
  function boxOf([west, south, east, north]) {
    const [w, s, e, n] = [west + INSET_DEG, south + INSET_DEG, east - INSET_DEG, north - INSET_DEG];
    return feature('Polygon', [[[w, s], [e, s], [e, n], [w, n], [w, s]]]);
  }

  /** The outlines of areas as lines, without the sides of `box` by which they were cut. */
  function outlinesIn(features, [west, south, east, north]) {
    const along = (a, b) => (a[0] === b[0] && (a[0] === west || a[0] === east)) || (a[1] === b[1] && (a[1] === south || a[1] === north));
    return features.map(({ properties, geometry }) => {
      const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
      return { type: 'Feature', properties, geometry: { type: 'MultiLineString', coordinates: rings.flatMap((ring) => partsOf(ring, along)) } };
    });
  }

  function partsOf(ring, along) {
    const parts = [[ring[0]]];
    for (let i = 1; i < ring.length; i++) {
      if (along(ring[i - 1], ring[i])) parts.push([ring[i]]);
      else parts[parts.length - 1].push(ring[i]);
    }
    return parts.filter((part) => part.length > 1);
  }

  /** Which worlds, counted from our own, `bounds` shows more of than `box`, the part that is detailed. */
  function copiesIn(bounds, [west, south, east, north]) {
    const [w, s, e, n] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    if (w >= west && s >= south && e <= east && n <= north) return [];
    return [-1, 0, 1].filter((copies) => w < 180 + 360 * copies && e > -180 + 360 * copies);
  }

  Object.assign(window.Kharita, { world: { boxOf, outlinesIn, copiesIn } });
})();
