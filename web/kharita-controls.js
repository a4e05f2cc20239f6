// The small controls in the map's corners: fit, credits, status. All texts are set as text.
(function () {
  'use strict';

  const { el, svg } = window.Kharita;

  /** A button that shows everything of the country again. */
  L.KharitaFit = L.Control.extend({
    options: { position: 'topleft', onFit: () => {} },

    onAdd() {
      const box = el('div', 'leaflet-bar');
      const button = el('button', 'kharita-fit', null, { type: 'button', 'aria-label': 'Show the whole map' });
      button.title = 'Show the whole map';
      const icon = svg('svg', { viewBox: '-10 -10 20 20', width: 16, height: 16, 'aria-hidden': 'true' });
      icon.append(svg('path', { d: 'M-8-3V-8H-3M3-8H8V-3M8 3V8H3M-3 8H-8V3', fill: 'none', stroke: 'currentColor', 'stroke-width': 2.2 }));
      button.append(icon);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(button, 'click', () => this.options.onFit());
      box.append(button);
      return box;
    },
  });

  /** Where the base map comes from, and that it endorses nothing. */
  L.KharitaCredits = L.Control.extend({
    options: { position: 'bottomright' },

    onAdd() {
      return (this._box = el('div', 'kharita-credits leaflet-control-attribution'));
    },

    setText(text, more) {
      this._box.textContent = text;
      this._box.title = more || '';
    },
  });

  /** One line for what went wrong; empty and invisible otherwise. */
  L.KharitaStatus = L.Control.extend({
    options: { position: 'bottomleft' },

    onAdd() {
      return (this._box = el('div', 'kharita-status', '', { role: 'status' }));
    },

    setText(text) {
      this._box.textContent = text;
    },
  });
})();
