// Circles by figure on the map of an exported page: a disc for the minimum, a ring for the maximum, by area, below all
// symbols; and their sizes beside the legend. Every text is set with textContent.
(function () {
  'use strict';

  const { el } = window.Kharita;
  const LARGEST_PX = 44;
  const SVG = 'http://www.w3.org/2000/svg';

  /** `told`: {words, top, steps: [people], notes: [text], rows: [{lon, lat, low, high, color}]} or null. */
  function circles(map, told, legend) {
    if (!told) return;
    const radius = (people) => LARGEST_PX * Math.sqrt(people / told.top);
    const pane = map.createPane('kharita-circles');
    pane.style.zIndex = 335;
    pane.style.pointerEvents = 'none';
    const renderer = L.svg({ pane: 'kharita-circles', padding: 0.4 });
    const largest = (row) => Math.max(row.low || 0, row.high || 0);
    for (const row of [...told.rows].sort((a, b) => largest(b) - largest(a))) {
      const at = [row.lat, row.lon];
      const shared = { renderer, pane: 'kharita-circles', interactive: false };
      if (row.low) L.circleMarker(at, { ...shared, radius: radius(row.low), stroke: false, fillColor: row.color, fillOpacity: 0.36 }).addTo(map);
      if (row.high) L.circleMarker(at, { ...shared, radius: radius(row.high), fill: false, color: row.color, weight: 2 }).addTo(map);
    }
    legend.append(key(told, radius));
  }

  function key(told, radius) {
    const box = el('div', 'circle-key');
    const most = radius(told.steps[0]);
    const picture = shape('svg', { width: 2 * most + 70, height: 2 * most + 14, role: 'img', 'aria-label': `Sizes: ${told.steps.join(', ')}` });
    for (const people of told.steps) {
      const r = radius(people);
      const top = 2 * most + 12 - 2 * r;
      picture.append(shape('circle', { cx: most + 1, cy: top + r, r, fill: 'none', stroke: 'currentColor' }));
      picture.append(shape('path', { d: `M${most + 1} ${top}H${2 * most + 10}`, stroke: 'currentColor', 'stroke-width': 0.6 }));
      const words = shape('text', { x: 2 * most + 14, y: top + 4, 'font-size': 12, fill: 'currentColor' });
      words.textContent = people.toLocaleString('en');
      picture.append(words);
    }
    const list = el('ul', '');
    list.append(...told.notes.map((text) => el('li', '', text)));
    const body = el('div', '');
    body.append(el('strong', '', told.words), list);
    box.append(picture, body);
    return box;
  }

  function shape(name, attributes) {
    const node = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  }

  window.Kharita.circles = circles;
})();
