// The parts of markers: the ring of types, the badge with the count, and the words for what a marker holds.
(function () {
  'use strict';

  const { svg, inWords, known, plural } = window.Kharita;

  /** A ring about the plate, split by the types of a place. */
  function segments(types, radius, style, palette) {
    const total = types.reduce((sum, [, n]) => sum + n, 0);
    const length = 2 * Math.PI * radius;
    const group = svg('g', { transform: 'rotate(-90)', fill: 'none' });
    group.append(svg('circle', { r: radius, stroke: palette.casing, 'stroke-width': 6.4 }));
    let done = 0;
    for (const [slug, n] of types) {
      const part = (n / total) * length;
      group.append(svg('circle', {
        r: radius, stroke: known(style, slug).color, 'stroke-width': 3.4,
        'stroke-dasharray': `${Math.max(0.5, part - 2.2)} ${length}`, 'stroke-dashoffset': -done - 1.1,
      }));
      done += part;
    }
    return group;
  }

  function badge(n, radius, palette) {
    const text = shortCount(n);
    const half = 5.4 + text.length * 2.4;
    const at = { transform: `translate(${radius * 0.82} ${-radius * 0.82})` };
    const words = svg('text', { 'text-anchor': 'middle', y: 3.6, 'font-size': 10.5, 'font-weight': 700, fill: palette.halo });
    words.textContent = text;
    const plate = { x: -half, y: -7.2, width: 2 * half, height: 14.4, rx: 7.2, fill: palette.label, stroke: palette.casing };
    return svg('g', at, svg('rect', { ...plate, 'stroke-width': 1.4 }), words);
  }

  /** A thin ring about a marker that stands for several places. */
  const ringed = (radius, color) => svg('circle', { r: radius, fill: 'none', stroke: color, 'stroke-width': 1.6 });

  /** A number in at most four characters, never rounded up. */
  function shortCount(n) {
    if (n < 1000) return String(n);
    return n < 1e6 ? `${Math.floor(n / 1000)}k` : `${Math.floor(n / 1e5) / 10}M`;
  }

  /** What a row holds, as [its name, its numbers]: the words of a marker for tooltips and screen readers. */
  function rowWords(row, style) {
    const told = row.types.reduce((sum, [, n]) => sum + n, 0);
    const words = row.types.map(([slug, n]) => label(known(style, slug).label, n, row.n));
    if (told < row.n) words.push(`other types ${inWords(row.n - told)}`);
    const events = `${plural(row.n, 'event')}, ${words.join(', ')}`;
    if (!row.single) return [row.name ? `${row.name} and other places` : 'Several places', `${events}. Choose to zoom in`];
    return [row.name || (row.area ? 'One area' : 'One place'), events];
  }

  const label = (words, n, all) => (n === all ? words : `${words} ${inWords(n)}`);

  Object.assign(window.Kharita, { segments, badge, ringed, rowWords, shortCount });
})();
