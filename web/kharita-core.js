// The namespace Kharita: small helpers for elements, data requests and symbols. Needs Leaflet. Draws nothing by itself.
// Outside text only ever reaches the page through `textContent` or a property, never as markup.
(function () {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';

  // Leaflet 1.9.4 focuses its container on mousedown; a browser then scrolls a map that is partly out of view, and the
  // click misses what it was aimed at.
  L.Map.Keyboard.include({
    _onMouseDown() {
      if (!this._focused) this._map.getContainer().focus({ preventScroll: true });
    },
  });

  // With transitions off, Leaflet would still wait for the end of an animation before it shows the new zoom.
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
  }

  /** An HTML element with a class, a text (set as text) and attributes of our own. */
  function el(tag, className, text, attributes) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = String(text);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, String(value));
    return node;
  }

  /** An SVG element with attributes; children are appended in order. */
  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, String(value));
    node.append(...children.filter(Boolean));
    return node;
  }

  /** A name in Arabic, marked with its direction. */
  function arabic(text, className) {
    return el('bdi', className, text, { lang: 'ar', dir: 'rtl' });
  }

  /** Where the app's own routes begin: what stands before /component/ in the address of the iframe, else "/". */
  function basePath() {
    const at = window.location.pathname.indexOf('/component/');
    return at < 0 ? '/' : window.location.pathname.slice(0, at + 1);
  }

  /**
   * Where data comes from: `{data: {...}}` of an export, or the app's routes. `get` resolves to a value or rejects.
   * kinds: 'style', 'basemap', 'place', 'flows', 'places' (exports only), 'cells' (where the source says `cells`).
   */
  function source(spec) {
    if (spec && spec.data) return { get: (kind, query) => fromData(spec.data, kind, query) };
    const root = (spec && spec.url) || basePath() + 'map/';
    const ask = async (path, query, signal) => {
      const answer = await fetch(`${root}${path}${query ? '?' + query : ''}`, { signal, credentials: 'same-origin' });
      if (!answer.ok) throw new Error(await refusal(answer));
      return answer;
    };
    return {
      cells: true,
      get: async (kind, query, signal) => {
        if (kind === 'cells') return window.Kharita.decode(await (await ask(kind, query, signal)).arrayBuffer());
        return (await ask(kind === 'style' || kind === 'basemap' ? `${kind}.json` : kind, query, signal)).json();
      },
    };
  }

  async function fromData(data, kind, query) {
    const value = kind === 'place' ? (data.place || {})[new URLSearchParams(query).get('place_sel')] : data[kind];
    if (!value) throw new Error('It is not part of this file.');
    return value;
  }

  async function refusal(answer) {
    try {
      const first = (await answer.json()).problems[0];
      return `${first.what}: ${first.cure}`;
    } catch {
      return `The server answered ${answer.status}.`;
    }
  }

  /** The last request wins: earlier ones are aborted, and an answer that comes too late is dropped. */
  class Latest {
    constructor(from) {
      this.from = from;
      this.number = 0;
      this.running = null;
    }

    stop() {
      this.number += 1;
      if (this.running) this.running.abort();
    }

    async get(kind, query) {
      this.stop();
      const mine = this.number;
      this.running = new AbortController();
      try {
        const value = await this.from.get(kind, query, this.running.signal);
        return mine === this.number ? { value } : { late: true };
      } catch (error) {
        return mine === this.number && error.name !== 'AbortError' ? { error } : { late: true };
      }
    }
  }

  /** The plate and shape of a type as an SVG group about (0, 0). `plate` is "square", "round" or "hollow". */
  function symbol(type, plate, radius, palette) {
    const hollow = plate === 'hollow';
    const group = svg('g');
    const fill = hollow ? palette.plate : type.color;
    const common = { fill, stroke: hollow ? type.color : 'none', 'stroke-width': hollow ? 2 : 0 };
    if (hollow) common['stroke-dasharray'] = '4 2.6';
    const side = radius * 0.92;
    const inner = hollow ? radius - 1 : radius;
    group.append(svg('circle', { r: radius + 1.6, fill: palette.casing, display: plate === 'square' ? 'none' : 'inline' }));
    if (plate === 'square') {
      const outer = side + 1.6;
      group.append(svg('rect', { x: -outer, y: -outer, width: 2 * outer, height: 2 * outer, rx: 4.5, fill: palette.casing }));
      group.append(svg('rect', { x: -side, y: -side, width: 2 * side, height: 2 * side, rx: 3.2, ...common }));
    } else {
      group.append(svg('circle', { r: inner, ...common }));
    }
    group.append(glyph(type, radius * (hollow ? 0.056 : 0.066), hollow ? type.color : '#ffffff'));
    return group;
  }

  function glyph(type, scale, fill) {
    return svg('path', { d: type.path, fill, 'fill-rule': 'evenodd', transform: `scale(${scale.toFixed(4)})` });
  }

  const known = (style, slug) => style.types[slug] || style.types.other;
  /** A whole number with commas; toLocaleString would look up its language each time. */
  const inWords = new Intl.NumberFormat('en').format;
  const plural = (n, noun) => `${inWords(n)} ${noun}${n === 1 ? '' : 's'}`;
  const radiusFor = (n) => Math.min(18, 12 + 1.5 * Math.log2(Math.max(1, n)));

  /** L.DomUtil.setPosition, in two dimensions: one in three makes each node a layer of the compositor, some hundreds of them. */
  function putAt(node, at) {
    node._leaflet_pos = at;
    node.style.transform = `translate(${at.x}px,${at.y}px)`;
  }

  window.Kharita = Object.assign(window.Kharita || {}, {
    el, svg, putAt, inWords, arabic, basePath, source, Latest, symbol, glyph, known, plural, radiusFor,
  });
})();
