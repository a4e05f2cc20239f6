// Pointer, keyboard and clicks on the map of movements: words beside what is pointed at, popups, and what the page is told.
(function () {
  'use strict';

  const { popupOptions, flowTip, nodeTip, flowPopup, nodePopup, REPORT } = window.Kharita;

  L.KharitaFlows.include({
    /** Pointer and focus: words beside it, and the flow is lifted; a click or Enter opens it. */
    _listen() {
      const nthOf = (event) => event.target.closest('[data-nth]');
      const point = (event) => this._map.mouseEventToContainerPoint(event);
      L.DomEvent.on(this._svg, 'mousemove', (event) => nthOf(event) && this._lift(nthOf(event).dataset.nth, point(event)));
      L.DomEvent.on(this._svg, 'mouseout', () => this._drop());
      L.DomEvent.on(this._svg, 'click', (event) => {
        if (!nthOf(event) || this._map.dragging.moved()) return;
        L.DomEvent.stop(event);
        this.choose(this._drawing.shapes[nthOf(event).dataset.nth], this._map.mouseEventToLatLng(event));
      });
      L.DomEvent.on(this._svg, 'dblclick', (event) => nthOf(event) && L.DomEvent.stop(event));
      const buttonOf = (event) => event.target.closest('button');
      for (const name of ['mouseover', 'focusin']) L.DomEvent.on(this._buttons, name, (event) => this._point(buttonOf(event)));
      for (const name of ['mouseout', 'focusout']) L.DomEvent.on(this._buttons, name, () => this._drop());
      L.DomEvent.on(this._buttons, 'click', (event) => {
        const button = buttonOf(event);
        if (!button || this._map.dragging.moved()) return;
        L.DomEvent.stop(event);
        if (button.dataset.node !== undefined) this.chooseNode(this._payload.nodes[button.dataset.node], L.DomUtil.getPosition(button));
        else this.choose(this._drawing.shapes[button.dataset.nth]);
      });
      L.DomEvent.on(this._buttons, 'dblclick', L.DomEvent.stop);
    },

    _point(button) {
      if (!button) return;
      const at = this._map.layerPointToContainerPoint(L.DomUtil.getPosition(button));
      if (button.dataset.node !== undefined) this._tip.show(nodeTip(this._payload.nodes[button.dataset.node]), at);
      else this._lift(button.dataset.nth, at);
    },

    _lift(nth, at) {
      const shape = this._drawing.shapes[nth];
      if (!shape) return;
      this._tip.show(flowTip(shape.flow), at);
      if (this._lifted === nth) return;
      this._drop(true);
      this._lifted = nth;
      this._svg.querySelector(`[data-nth="${nth}"]`).classList.add('kharita-lifted');
      this._svg.classList.add('kharita-some-lifted');
    },

    _drop(keepTip) {
      if (!keepTip) this._tip.hide();
      this._lifted = null;
      this._svg.classList.remove('kharita-some-lifted');
      for (const group of this._svg.querySelectorAll('.kharita-lifted')) group.classList.remove('kharita-lifted');
    },

    /** A flow was clicked: its popup, and the page is told which movement, pair of places or arrow between marks it is. */
    choose({ flow, middle }, latlng) {
      const where = latlng || this._map.layerPointToLatLng(L.point(middle));
      this._tip.hide();
      this._popup(flowPopup(flow, this._payload.nodes), where);
      this._selected = flow.id;
      this._place = null;
      this._mark();
      this._report({ movement_id: flow.id }, where);
    },

    /** A mark was clicked: its popup; the page is told the place, or the mark of several. */
    chooseNode(node, at) {
      const where = this._map.layerPointToLatLng(at);
      const zoomIn = () => {
        this._map.closePopup();
        this._map.setView(where, Math.min(16, this._map.getZoom() + 2));
      };
      this._tip.hide();
      this._popup(nodePopup(node, zoomIn), where);
      const several = node.n > 1;
      this._place = several ? null : node.id;
      this._selected = several ? node.mark : null;
      this._mark();
      this._report(several ? { movement_id: node.mark } : { place_id: node.id }, where);
    },

    _popup(content, where) {
      L.popup({ ...popupOptions(this._map), offset: [0, -8] }).setLatLng(where).setContent(content).openOn(this._map);
    },

    _report(properties, where) {
      this._number += 1;
      const feature = { type: 'Feature', properties: { ...properties, seq: this._number }, geometry: { type: 'Point', coordinates: [where.lng, where.lat] } };
      this.fire(REPORT, { feature });
      this.fire('click', { layer: { toGeoJSON: () => feature }, latlng: where });
    },
  });
})();
