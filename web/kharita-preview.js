// What a choice of types will look like, from an answer that holds all types, until the server has said it exactly: an
// answer that had no room for the rarer types of a place (geo/cells.py, `lean`) can only tell about the ones it lists.
(function () {
  'use strict';

  const { pairsOf, queryOf, covers } = window.Kharita;

  const withoutTypes = (query) => queryOf(pairsOf(query).filter(([key]) => key !== 'type'));
  const holdsAllTypes = (picture) => Boolean(picture.window) && withoutTypes(picture.query) === queryOf(pairsOf(picture.query));

  /** The rows of `whole` for the types of `query`, or null where `whole` cannot tell: another filter, or another view. */
  function previewed(whole, query, size, view) {
    if (!whole || withoutTypes(query) !== withoutTypes(whole.query) || !covers(whole.window, size, view)) return null;
    const types = new Set(pairsOf(query).filter(([key]) => key === 'type').map(([, slug]) => slug));
    if (!types.size) return whole.rows;
    const rows = [];
    for (const row of whole.rows) {
      const kept = row.types.filter(([slug]) => types.has(slug));
      if (!kept.length) continue;
      const hidden = row.types.reduce((sum, [slug, n]) => (types.has(slug) ? sum : sum + n), 0);
      rows.push({ ...row, types: kept, n: row.n - hidden });
    }
    return rows.sort((a, b) => b.n - a.n);
  }

  Object.assign(window.Kharita, { previewed, holdsAllTypes });
})();
