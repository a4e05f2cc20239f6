// Moves symbols that would overlap apart, on the screen only. Pure: numbers in, offsets out, no randomness.
(function (root) {
  'use strict';

  const STEPS = 140;
  const GOLDEN = 2.399963229728653;

  /**
   * For each item {x, y, r} (pixels) its offset [dx, dy] so that no two discs overlap by much; [0, 0] where it is free.
   * The same items in the same order give the same offsets. Fit for some hundred items.
   */
  function declutter(items, gap) {
    const space = gap === undefined ? 3 : gap;
    const at = items.map((item, i) => start(items, item, i));
    const free = items.map(() => true);
    for (let step = 0; step < STEPS; step++) {
      const cells = grid(at, 48);
      let moved = false;
      for (let i = 0; i < at.length; i++) {
        for (const j of near(cells, at[i], 48)) {
          if (j > i && push(at, items, i, j, space)) {
            free[i] = free[j] = false;
            moved = true;
          }
        }
      }
      if (!moved) break;
      if (step < STEPS * 0.7) pull(at, items, free);
    }
    return at.map((p, i) => offset(p, items[i]));
  }

  /** Items on one point start a hair apart, in directions that follow from their order. */
  function start(items, item, i) {
    const before = items.slice(0, i).filter((other) => Math.hypot(other.x - item.x, other.y - item.y) < 0.5).length;
    const angle = GOLDEN * (before + 1);
    return before ? [item.x + Math.cos(angle), item.y + Math.sin(angle)] : [item.x, item.y];
  }

  function grid(points, size) {
    const cells = new Map();
    points.forEach(([x, y], i) => {
      const key = `${Math.floor(x / size)},${Math.floor(y / size)}`;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(i);
    });
    return cells;
  }

  function near(cells, [x, y], size) {
    const found = [];
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        found.push(...(cells.get(`${Math.floor(x / size) + dx},${Math.floor(y / size) + dy}`) || []));
      }
    }
    return found;
  }

  function push(at, items, i, j, space) {
    const dx = at[j][0] - at[i][0];
    const dy = at[j][1] - at[i][1];
    const wanted = items[i].r + items[j].r + space;
    const distance = Math.hypot(dx, dy);
    if (distance >= wanted - 0.2) return false;
    const [ux, uy] = distance > 1e-6 ? [dx / distance, dy / distance] : [1, 0];
    const half = (wanted - distance) / 2;
    at[i] = [at[i][0] - ux * half, at[i][1] - uy * half];
    at[j] = [at[j][0] + ux * half, at[j][1] + uy * half];
    return true;
  }

  function pull(at, items, free) {
    for (let i = 0; i < at.length; i++) {
      if (free[i]) continue;
      at[i] = [at[i][0] + (items[i].x - at[i][0]) * 0.04, at[i][1] + (items[i].y - at[i][1]) * 0.04];
    }
  }

  function offset([x, y], item) {
    const moved = [x - item.x, y - item.y];
    return Math.hypot(...moved) < 2 ? [0, 0] : moved.map((v) => Math.round(v * 2) / 2);
  }

  root.Kharita = Object.assign(root.Kharita || {}, { declutter });
})(typeof window === 'undefined' ? globalThis : window);
