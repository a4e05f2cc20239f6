// Finds room for the figures of flows: beside the flow, off other figures and marks, and inside the view.
(function () {
  'use strict';

  const GAP = 7;

  class Room {
    constructor(map, drawing) {
      this.drawing = drawing;
      this.taken = drawing.marks().map(({ x, y, r }) => [x - r - 1, y - r - 1, x + r + 1, y + r + 1]);
      this.corner = map.containerPointToLayerPoint([0, 0]);
      this.size = map.getSize();
      this.points = drawing.shapes.map(({ lines }) => lines.flatMap(({ path }) => path));
    }

    /** The box [left, top, right, bottom] for the figure of `shape`, or null where all places are taken. */
    take(shape, width, height) {
      const own = this.points[this.drawing.shapes.indexOf(shape)];
      let best = null;
      for (const [left, top] of this.corners(shape, width, height)) {
        const box = [left, top, left + width, top + height];
        if (this.outside(box) || this.taken.some((other) => meets(box, other, 2))) continue;
        const covered = 4 * count(own, box) + (this.points.length > 60 ? 0 : this.points.reduce((sum, each) => sum + count(each, box), 0));
        if (!best || covered < best.covered) best = { box, covered };
        if (!covered) break;
      }
      if (!best) return null;
      this.taken.push(best.box);
      return best.box;
    }

    /** Corners to try: beside the trunk or the middle of the arrow, then along it, then about the origin. */
    corners({ lines, middle, origins }, width, height) {
      const long = lines.reduce((a, b) => (b.trunk || (!a.trunk && b.path.length > a.path.length) ? b : a)).path;
      const found = [];
      const about = ([x, y], far) => found.push([x - width - far, y - height / 2], [x + far, y - height / 2], [x - width / 2, y - height - far], [x - width / 2, y + far]);
      about(middle, GAP + 2);
      if (long.length > 4) for (const share of [0.35, 0.65, 0.2]) about(long[Math.floor(long.length * share)], GAP);
      about(origins[0].at, 16);
      about(origins[0].at, 40);
      return found;
    }

    outside([left, top, right, bottom]) {
      const { corner, size } = this;
      return left < corner.x + 4 || top < corner.y + 4 || right > corner.x + size.x - 4 || bottom > corner.y + size.y - 4;
    }
  }

  const meets = (a, b, by) => a[0] < b[2] + by && b[0] < a[2] + by && a[1] < b[3] + by && b[1] < a[3] + by;
  const count = (points, [left, top, right, bottom]) => points.reduce((n, [x, y]) => n + (x > left - 5 && x < right + 5 && y > top - 5 && y < bottom + 5 ? 1 : 0), 0);

  Object.assign(window.Kharita, { Room });
})();
