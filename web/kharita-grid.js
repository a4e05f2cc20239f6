// What the canvas of very many places is made of: the strokes of its symbols, and the grid that finds marks by position.
(function () {
  'use strict';

  const { known, shortCount } = window.Kharita;
  const SQUARE = 16;
  const FONT = "'Noto Sans', system-ui, sans-serif";
  const paths = new Map();

  const glyphPath = (type) => {
    if (!paths.has(type.path)) paths.set(type.path, new Path2D(type.path));
    return paths.get(type.path);
  };

  /** The marks of a picture by squares of the screen: lists in typed arrays, made anew with each picture. */
  class Grid {
    constructor(marks, corner, width, height) {
      this.marks = marks;
      this.corner = corner;
      this.across = Math.ceil(width / SQUARE) + 4;
      this.down = Math.ceil(height / SQUARE) + 4;
      this.first = new Int32Array(this.across * this.down).fill(-1);
      this.next = new Int32Array(marks.length).fill(-1);
      marks.forEach((mark, i) => {
        const at = this.square(mark.x, mark.y);
        this.next[i] = this.first[at];
        this.first[at] = i;
      });
    }

    column(x) {
      return Math.min(this.across - 1, Math.max(0, Math.floor((x - this.corner.x) / SQUARE) + 2));
    }

    line(y) {
      return Math.min(this.down - 1, Math.max(0, Math.floor((y - this.corner.y) / SQUARE) + 2));
    }

    square(x, y) {
      return this.line(y) * this.across + this.column(x);
    }

    /** Calls `look` for each mark in the squares about a point until it answers true; whether one did. */
    some(x, y, reach, look) {
      for (let line = this.line(y - reach); line <= this.line(y + reach); line++) {
        for (let column = this.column(x - reach); column <= this.column(x + reach); column++) {
          for (let i = this.first[line * this.across + column]; i >= 0; i = this.next[i]) if (look(this.marks[i])) return true;
        }
      }
      return false;
    }

    /** The median distance from a mark to its nearest neighbour, at most 24 pixels. */
    spacing() {
      const step = Math.max(1, Math.floor(this.marks.length / 500));
      const found = [];
      for (let i = 0; i < this.marks.length; i += step) {
        const mark = this.marks[i];
        let least = 24;
        this.some(mark.x, mark.y, 24, (other) => {
          if (other !== mark) least = Math.min(least, Math.hypot(other.x - mark.x, other.y - mark.y));
          return false;
        });
        found.push(least);
      }
      return found.sort((a, b) => a - b)[found.length >> 1] || 24;
    }

    /** Whether a disc of `r` about a mark meets no other mark. */
    free(mark, r) {
      return !this.some(mark.x, mark.y, r + 22, (other) => other !== mark
        && Math.hypot(other.x - mark.x, other.y - mark.y) < r + other.r);
    }

    nearest(point) {
      let best = null;
      let least = Infinity;
      this.some(point.x, point.y, 26, (mark) => {
        const far = Math.hypot(mark.x - point.x, mark.y - point.y);
        if (far <= Math.max(mark.r + 2, 8) && far - mark.r * 0.2 < least) [best, least] = [mark.row, far - mark.r * 0.2];
        return false;
      });
      return best;
    }
  }

  function disc(ctx, x, y, r, color) {
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 7);
    ctx.fill();
  }

  function ring(ctx, x, y, r, color, width, dash) {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.setLineDash(dash || []);
    ctx.beginPath();
    ctx.arc(x, y, Math.max(0.5, r), 0, 7);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function glyph(ctx, x, y, scale, type, color) {
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(scale, scale);
    ctx.fillStyle = color;
    ctx.fill(glyphPath(type), 'evenodd');
    ctx.restore();
  }

  function typeRing(ctx, row, x, y, r, style, palette) {
    ring(ctx, x, y, r, palette.casing, 6.4);
    const gap = row.types.length > 1 ? 1.1 / r : 0;
    let angle = -Math.PI / 2;
    ctx.lineWidth = 3.4;
    for (const [slug, n] of row.types) {
      const part = (n / row.n) * 2 * Math.PI;
      ctx.strokeStyle = known(style, slug).color;
      ctx.beginPath();
      ctx.arc(x, y, r, angle + gap, Math.max(angle + gap + 0.03, angle + part - gap));
      ctx.stroke();
      angle += part;
    }
  }

  function count(ctx, n, x, y, palette) {
    const text = shortCount(n);
    const half = 5.4 + text.length * 2.4;
    ctx.beginPath();
    ctx.roundRect(x - half, y - 7.2, 2 * half, 14.4, 7.2);
    ctx.fillStyle = palette.label;
    ctx.strokeStyle = palette.casing;
    ctx.lineWidth = 1.4;
    ctx.fill();
    ctx.stroke();
    ctx.font = `700 10.5px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'alphabetic';
    ctx.fillStyle = palette.halo;
    ctx.fillText(text, x, y + 3.6);
  }

  Object.assign(window.Kharita, { Grid, paint: { disc, ring, glyph, typeRing, count } });
})();
