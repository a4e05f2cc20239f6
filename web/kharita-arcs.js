// The shapes of flows in the plane, y downwards: an arrow with its head, and a trunk that forks. Needs nothing, draws nothing.
// The steps are those of geo/flows/arcs.py and geo.geometry.fork; tests compare them.
(function (root) {
  'use strict';

  const [BEND, MOST_BEND, STEPS] = [0.15, 90, 20];

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

  /** Length and half width of the head of an arrow `width` wide. */
  const headSize = (width) => [Math.max(6, 1.5 * width + 3), Math.max(3.2, 0.8 * width + 1.6)];

  /** How far from the axis an arrow must stay so that one that comes back does not touch it. */
  const asideOf = (width) => headSize(width)[1] + 0.75;

  /** {path, head: [tip, left, right], stretched}; see geo/flows/arcs.py. */
  function arcBetween(start, end, { width, gaps = [0, 0], aside = 0, least }) {
    const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
    const real = Math.hypot(dx, dy);
    const [ux, uy] = real > 0 ? [dx / real, dy / real] : [1, 0];
    const length = Math.max(real, least);
    const shrink = Math.min(1, length / 2 / (gaps[0] + gaps[1] || 1));
    const [first, last] = [gaps[0] * shrink, length - gaps[1] * shrink];
    const put = (along, left) => [start[0] + ux * along + uy * left, start[1] + uy * along - ux * left];
    const bow = aside + Math.min(BEND * length, MOST_BEND);
    return withHead(curve(put(first, aside), put((first + last) / 2, bow), put(last, aside), STEPS), width, real < least);
  }

  function withHead(whole, width, stretched) {
    const [long, half] = headSize(width);
    const tip = whole[whole.length - 1];
    let kept = whole.filter((p) => Math.hypot(tip[0] - p[0], tip[1] - p[1]) > long * 0.9);
    if (!kept.length) kept = whole.slice(0, 1);
    const back = kept[kept.length - 1];
    const reach = Math.hypot(tip[0] - back[0], tip[1] - back[1]) || 1;
    const [vx, vy] = [(tip[0] - back[0]) / reach, (tip[1] - back[1]) / reach];
    const foot = [tip[0] - vx * long, tip[1] - vy * long];
    const neck = [tip[0] - vx * long * 0.85, tip[1] - vy * long * 0.85];
    const corners = [[foot[0] + vy * half, foot[1] - vx * half], [foot[0] - vy * half, foot[1] + vx * half]];
    return { path: [...kept, neck], head: [tip, ...corners], stretched };
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

  /** Whether a point lies in a ring (even-odd). */
  function inside([x, y], ring) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
    return odd;
  }

  root.Kharita = Object.assign(root.Kharita || {}, { fork, arc, arcBetween, withHead, asideOf, headSize, insideRing: inside });
})(typeof window === 'undefined' ? globalThis : window);
