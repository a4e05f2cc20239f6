// Lays a picture of flows out in pixels and draws it: arrows, forks, marks of places. Takes what was answered as it is;
// adds nothing up. In goes the payload of /map/flows, out come SVG groups, and boxes for labels to keep off.
(function (root) {
  'use strict';

  /** The round figure at or above `largest` that the greatest width stands for; as geo.style.scale_top. */
  function scaleTop(largest) {
    const unit = 10 ** (String(Math.max(1, Math.floor(largest))).length - 1);
    return [unit, 2 * unit, 5 * unit, 10 * unit].find((top) => top >= largest);
  }

  /** As geo.style.flow_width_px, with no upper end: a pale band may be wider than the arrow. */
  const widthFor = ([least, most], people, top) => (people === null ? least : Math.max(least, (most * people) / top));

  /** `u` moved by whole worlds so that it is nearest to `from`: the short way; worlds are 256 wide. */
  const shortWay = (from, u) => u + 256 * Math.round((from - u) / 256);

  /** What the widths of these flows are measured by: the pale bands stay below twice the greatest width. */
  function topOf(flows) {
    return scaleTop(Math.max(0, ...flows.map((flow) => Math.max(flow.people || 0, (flow.most || 0) / 2))));
  }

  /**
   * Lanes for simple arrows: {aside} by flow, so that there and back, and kinds of movement, lie side by side. `wide`
   * gives the width of a flow in pixels.
   */
  function lanes(flows, wide) {
    const { asideOf } = root.Kharita;
    const simple = flows.filter((flow) => flow.origins.length === 1 && flow.destinations.length === 1);
    const used = new Map();
    const key = (a, b) => `${a}>${b}`;
    const found = new Map();
    for (const flow of simple) used.set(key(flow.origins[0], flow.destinations[0]), []);
    for (const flow of simple) used.get(key(flow.origins[0], flow.destinations[0])).push(flow);
    for (const [name, sharers] of used) {
      const back = used.has(name.split('>').reverse().join('>'));
      let at = 0;
      sharers.forEach((flow, i) => {
        const half = asideOf(wide(flow));
        const aside = i === 0 ? (back || sharers.length > 1 ? half : 0) : at + half;
        found.set(flow, aside);
        at = aside + half;
      });
    }
    return found;
  }

  root.Kharita = Object.assign(root.Kharita || {}, { scaleTop, widthFor, shortWay, topOf, lanes });
  if (typeof L === 'undefined') return;

  const { svg, arcBetween, withHead, fork, insideRing } = root.Kharita;
  const [DASH, BRANCH_PX, FEW, CROWD, FAN_PX] = ['7 5', 2.4, 8, 45, 36];
  const pairOf = (flow) => `${flow.origins[0]}>${flow.destinations[0]}`;

  const pathOf = (points) => 'M' + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  const cornersOf = (points) => points.map((p) => p.map((v) => v.toFixed(1)).join(',')).join(' ');

  /** How much of a mark's surroundings arrows leave free. */
  const reachOf = (node) => (node.n > 1 ? 10 : node.area ? 6.5 : 5);

  /** Draws into an SVG for one map at one zoom. `at(node, near)` gives pixels, in the copy of the world next to `near`. */
  class FlowDrawing {
    constructor(layer, payload, at) {
      Object.assign(this, { layer, payload, at, style: layer.options.style, palette: layer.palette() });
      this.flows = payload.flows.filter((flow) => flow.drawn !== false && flow.origins.length && flow.destinations.length)
        .sort((a, b) => (b.people ?? -1) - (a.people ?? -1));
      this.few = payload.whole && this.flows.length <= FEW;
      this.top = topOf(this.flows);
      this.px = this.flows.length > CROWD ? this.style.crowd_px : this.style.flow_px;
      this.lanes = lanes(this.flows, (flow) => this.width(flow.people));
      this.fans = new Map();
      for (const [flow, aside] of this.lanes) this.fans.set(pairOf(flow), Math.max(aside, this.fans.get(pairOf(flow)) || 0));
      this.least = this.few ? this.style.min_flow_px : this.style.shortest_arrow_px;
      this.shapes = this.flows.map((flow) => this.shape(flow));
    }

    width(people) {
      return widthFor(this.px, people, this.top);
    }

    color(flow) {
      return this.palette[this.style.moves[flow.move].color];
    }

    /** {lines: [{path, dashed, width, pale}], heads, middle, leaders}: all in pixels. */
    shape(flow) {
      const { nodes } = this.payload;
      const origins = flow.origins.map((nth) => ({ node: nodes[nth], at: this.at(nodes[nth], null) }));
      const first = origins[0].at;
      for (const origin of origins.slice(1)) origin.at = this.at(origin.node, first);
      const ends = flow.destinations.map((nth) => ({ node: nodes[nth], at: this.at(nodes[nth], first) }));
      const simple = origins.length === 1 && ends.length === 1 && flow.split_known;
      const found = simple ? this.arrow(flow, origins[0], ends[0]) : this.forked(flow, origins, ends);
      return { ...found, flow, origins, ends };
    }

    arrow(flow, origin, end) {
      const width = this.width(flow.people);
      const gaps = [reachOf(origin.node) + 1, reachOf(end.node) + 2];
      const made = arcBetween(origin.at, end.at, { width, gaps, aside: this.lanes.get(flow) * this.narrowed(flow, origin, end), least: this.least });
      const cut = this.few && end.node.geometry && !origin.node.area && !made.stretched ? this.untilArea(made.path, end.node.geometry) : null;
      const { path, head } = cut ? withHead(cut, width, false) : made;
      if (made.stretched) end.drawnAt = head[0];
      const pale = flow.most === null ? null : this.width(flow.most);
      const leaders = made.stretched ? [[head[0], end.at]] : [];
      return { lines: [{ path, width, pale, dashed: false }], heads: [head], middle: path[Math.floor(path.length / 2)], leaders };
    }

    /** Many arrows of one pair lie closer together, so that the last of them still belongs to its places. */
    narrowed(flow, origin, end) {
      const room = Math.max(FAN_PX, Math.hypot(end.at[0] - origin.at[0], end.at[1] - origin.at[1]) / 2);
      return Math.min(1, room / (this.fans.get(pairOf(flow)) || 1));
    }

    /** One trunk with the total; branches are dashed and all alike where the split is not known. */
    forked(flow, origins, ends) {
      const origin = [0, 1].map((i) => origins.reduce((sum, each) => sum + each.at[i], 0) / origins.length);
      const made = fork(origin, ends.map((end) => end.at), this.least);
      const [lines, heads, leaders] = [[], [], []];
      const width = this.width(flow.people);
      if (origins.length > 1) for (const each of origins) lines.push({ path: [each.at, origin], width: BRANCH_PX, dashed: !flow.split_known });
      made.branches.forEach((branch, i) => {
        const share = flow.shares ? flow.shares[i] : null;
        const own = flow.split_known ? this.width(share) : BRANCH_PX;
        const { geometry } = ends[i].node;
        const until = geometry && !branch.stretched ? this.untilArea(branch.path, geometry) : branch.path;
        const { path, head } = withHead(until, own, branch.stretched);
        lines.push({ path, width: own, dashed: !flow.split_known });
        heads.push(head);
        if (branch.stretched) ends[i].drawnAt = head[0];
        if (branch.stretched) leaders.push([head[0], ends[i].at]);
      });
      const trunk = made.trunk.length ? made.trunk : this.trunkOf(lines, flow);
      if (trunk.length) lines.push({ path: trunk, width, pale: flow.most === null ? null : this.width(flow.most), dashed: false, trunk: true });
      return { lines, heads, leaders, middle: trunk.length ? mid(trunk[0], trunk[trunk.length - 1]) : made.branches[0].path[12] };
    }

    /** Of a fork with one branch in sight, the first part is the trunk: the total left, where it came is open. */
    trunkOf(lines, flow) {
      const branch = lines[lines.length - 1];
      if (flow.split_known || !branch || branch.path.length < 6) return [];
      const trunk = branch.path.slice(0, Math.ceil(branch.path.length * 0.45));
      branch.path = branch.path.slice(trunk.length - 1);
      return trunk;
    }

    /** Where few flows are, one stops where it meets the area that it ends in: nobody knows where inside. */
    untilArea(path, geometry) {
      if (!this.few) return path;
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      const rings = polygons.map((each) => each[0].map(([lon, lat]) => this.at({ lon, lat }, path[path.length - 1])));
      const entry = path.findIndex((p) => rings.some((ring) => insideRing(p, ring)));
      return entry > 3 ? path.slice(0, entry + 1) : path;
    }

    /** One group per flow, the largest last: it lies on top. */
    groups() {
      return this.shapes.map((shape, nth) => this.group(shape, nth)).reverse();
    }

    group(shape, nth) {
      const { flow } = shape;
      const group = svg('g', { class: 'kharita-flow', 'data-nth': nth });
      const color = this.color(flow);
      const strength = this.payload.whole || this.shapes.length < 2 ? 1 : 0.95 - 0.55 * (nth / (this.shapes.length - 1));
      for (const leader of shape.leaders) group.append(leaderLine(leader, this.palette));
      for (const line of shape.lines) if (line.pale) group.append(stroked(line.path, { class: 'kharita-flow-most', stroke: color, 'stroke-width': line.pale, opacity: 0.24 }));
      for (const line of shape.lines) {
        group.append(stroked(line.path, { stroke: this.palette.halo, 'stroke-width': line.width + (this.shapes.length > CROWD ? 1.4 : 2.2), opacity: this.shapes.length > CROWD ? 0.55 : 0.8 }));
      }
      for (const line of shape.lines) {
        const own = { class: 'kharita-flow-line', stroke: line.dashed ? this.palette.flow_unknown : color, 'stroke-width': line.width.toFixed(2), opacity: strength };
        if (line.dashed) own['stroke-dasharray'] = DASH;
        if (line.trunk) own['stroke-linecap'] = 'round';
        group.append(stroked(line.path, own));
      }
      const fill = flow.split_known ? color : this.palette.flow_unknown;
      for (const head of shape.heads) {
        group.append(svg('polygon', { points: cornersOf(head), fill, opacity: strength, stroke: this.palette.halo, 'stroke-width': 0.8, 'paint-order': 'stroke' }));
      }
      for (const line of shape.lines) group.append(stroked(line.path, { class: 'kharita-flow-hit', 'stroke-width': Math.max(12, line.width + 6) }));
      return group;
    }

    /** The marks at the ends as {node, x, y, r, named: the tip beside which its name stands}, each once for each copy of the world that it is drawn in. */
    marks() {
      return (this._marks ||= this._marksOf(new Map(this.payload.nodes.map((node, nth) => [node, nth]))));
    }

    _marksOf(nths) {
      const found = new Map();
      const add = (node, [x, y], named) => {
        const key = `${nths.get(node)} ${Math.round(x)} ${Math.round(y)}`;
        if (!found.has(key)) found.set(key, { node, x, y, r: reachOf(node), named: null });
        found.get(key).named ||= named || null;
      };
      for (const { origins, ends } of this.shapes) for (const each of [...origins, ...ends]) add(each.node, each.at, each.drawnAt);
      if (!this.payload.whole) for (const node of this.payload.nodes) add(node, this.at(node, null));
      return [...found.values()].sort((a, b) => (b.node.size || 0) - (a.node.size || 0));
    }
  }

  const mid = (p, q) => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];

  function stroked(path, attributes) {
    return svg('path', { d: pathOf(path), fill: 'none', 'stroke-linejoin': 'round', ...attributes });
  }

  function leaderLine([from, to], palette) {
    const line = { x1: from[0], y1: from[1], x2: to[0], y2: to[1], 'stroke-dasharray': '1 3', 'stroke-linecap': 'round' };
    return svg('line', { ...line, stroke: palette.label, 'stroke-width': 1.2 });
  }

  Object.assign(root.Kharita, { FlowDrawing });
})(typeof window === 'undefined' ? globalThis : window);
