// Finds room for the figures of flows: beside the flow, off other figures and marks, and inside the view.
(function () {
  'use strict';

  const [GAP, CROWD] = [7, 200];

  /** What legend, buttons and credits cover, in pixels of the layer. */
  function controlBoxes(map) {
    const corner = map.containerPointToLayerPoint([0, 0]);
    const from = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll('.leaflet-control')].map((control) => control.getBoundingClientRect())
      .filter(({ width, height }) => width && height)
      .map(({ left, top, right, bottom }) => [left - from.left + corner.x, top - from.top + corner.y, right - from.left + corner.x, bottom - from.top + corner.y]);
  }

  class Room {
    constructor(map, drawing, controls) {
      this.drawing = drawing;
      this.controls = controls;
      this.taken = drawing.marks().map(({ x, y, r }) => [x - r - 1, y - r - 1, x + r + 1, y + r + 1]);
      this.corner = map.containerPointToLayerPoint([0, 0]);
      this.size = map.getSize();
      this.points = drawing.shapes.map(({ lines }) => lines.flatMap(({ path }) => path));
    }

    /** The box [left, top, right, bottom] for the figure of `shape`, or null where all places are taken. */
    take(shape, width, height) {
      const own = this.points[this.drawing.shapes.indexOf(shape)];
      let best = null;
      for (const { left, top, far, upon } of this.corners(shape, width, height)) {
        const box = [left, top, left + width, top + height];
        if (this.outside(box) || [...this.taken, ...this.controls].some((other) => meets(box, other, 2))) continue;
        const cost = far + (upon ? -count(own, box) : (shape.lines.length > 1 ? 12 : 4) * count(own, box)) + (this.points.length > CROWD ? 0 : this.points.reduce((sum, each) => sum + count(each, box), 0));
        if (!best || cost < best.cost) best = { box, cost };
        if (cost <= far) break;
      }
      if (!best) return null;
      this.taken.push(best.box);
      return best.box;
    }

    /** Corners to try, and how little each is liked: upon a long arrow where it is seen, beside it, about its origin. */
    corners({ lines, middle, origins }, width, height) {
      const whole = lines.reduce((a, b) => (b.trunk || (!a.trunk && b.path.length > a.path.length) ? b : a)).path;
      const seen = whole.filter(([x, y]) => !this.outside([x - width / 2, y - height / 2, x + width / 2, y + height / 2]));
      const along = (share) => seen[Math.floor((seen.length - 1) * share)];
      const found = [];
      const put = (left, top, far, upon = false) => found.push({ left, top, far, upon });
      const about = ([x, y], gap, far) => {
        put(x - width - gap, y - height / 2, far);
        put(x + gap, y - height / 2, far);
        put(x - width / 2, y - height - gap, far);
        put(x - width / 2, y + gap, far);
      };
      if (lines.length === 1 && seen.length > 4 && reach(seen) > 1.3 * width) {
        for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) put(along(share)[0] - width / 2, along(share)[1] - height / 2, 0, true);
      }
      about(middle, GAP + 2, 1);
      if (seen.length > 4) for (const share of [0.35, 0.65, 0.2]) about(along(share), GAP, 2);
      // A fork is read by its branches: room beside each of them, rather than upon the shortest.
      if (lines.length > 1) {
        for (const { path } of lines) {
          const [x, y] = path[Math.floor(path.length / 2)];
          about([x, y], GAP, 3);
          for (const top of [y + GAP, y - height - GAP]) put(x + GAP, top, 5), put(x - width - GAP, top, 5);
        }
      }
      about(origins[0].at, 16, 4);
      about(origins[0].at, 40, 8);
      return found;
    }

    outside([left, top, right, bottom]) {
      const { corner, size } = this;
      return left < corner.x + 4 || top < corner.y + 4 || right > corner.x + size.x - 4 || bottom > corner.y + size.y - 4;
    }
  }

  const reach = (path) => Math.hypot(path[path.length - 1][0] - path[0][0], path[path.length - 1][1] - path[0][1]);
  const meets = (a, b, by) => a[0] < b[2] + by && b[0] < a[2] + by && a[1] < b[3] + by && b[1] < a[3] + by;
  const count = (points, [left, top, right, bottom]) => points.reduce((n, [x, y]) => n + (x > left - 5 && x < right + 5 && y > top - 5 && y < bottom + 5 ? 1 : 0), 0);

  Object.assign(window.Kharita, { Room, controlBoxes });
})();
