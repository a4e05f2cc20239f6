// A click, Enter or Space on a row of the event map: the popup, the zoom to several places, and what the page is told.
(function () {
  'use strict';

  const { placePopup, popupOptions, latLngOf, holdsPick, REPORT } = window.Kharita;
  const [DRAW_MS, FILL_MS] = [24, 240];

  L.KharitaLayer.include({
    /** A click, Enter or Space on a row: one place is highlighted, opened and reported; several are zoomed in on. */
    choose(row) {
      if (!row.single) {
        this._zoomTo(row);
        return;
      }
      this._selected = row.id;
      this._pick = row;
      this._report(row);
      // The page sends its message some turns of the queue later: to draw at once would hold that up by 50 ms.
      setTimeout(() => {
        if (this._pick !== row || !this._map) return;
        this._mark();
        this._openPopup(row);
      }, this.options.source.cells ? DRAW_MS : 0);
    },

    _zoomTo(row) {
      const [west, north, east, south] = row.box;
      const corner = (x, y) => L.CRS.EPSG3857.pointToLatLng(L.point(x, y), 0);
      const zoom = Math.min(this._map.getBoundsZoom([corner(west, south), corner(east, north)]), this._map.getZoom() + 4, 16);
      this._map.setView(corner((west + east) / 2, (north + south) / 2), zoom);
    },

    /** Tells the page; a place that is drawn without its id is told by its number. */
    _report(row) {
      const latlng = latLngOf(row);
      this._number += 1;
      const place = row.id ? { place_id: row.id } : { spot: row.number, rev: this._picture.header.revision };
      const feature = {
        type: 'Feature',
        properties: { ...place, seq: this._number },
        geometry: { type: 'Point', coordinates: [latlng.lng, latlng.lat] },
      };
      this.fire(REPORT, { feature });
      this.fire('click', { layer: { toGeoJSON: () => feature }, latlng });
    },

    _openPopup(row) {
      const mark = this._buttons.mark(row.key);
      const offset = mark ? L.point(mark.offset).subtract([0, mark.reach + 2]) : L.point(0, -8);
      const autoPan = !this.options.source.cells; // Else once, when it is filled: to move the map holds up the panel.
      const popup = L.popup({ ...popupOptions(this._map), offset, autoPan }).setLatLng(latLngOf(row));
      popup.setContent(placePopup(row, null, this.options.style, this.palette())).openOn(this._map);
      this._open = { row, popup };
      popup.on('remove', () => {
        if (this._open && this._open.popup === popup) this._open = null;
        if (popup.getElement()?.contains(document.activeElement)) this._buttons.mark(row.key)?.button.focus();
      });
      // The panel is on its way to the screen; what it asked for is there at once after it.
      setTimeout(() => this._open && this._open.popup === popup && this._fillPopup(row, popup), this.options.source.cells ? FILL_MS : 0);
    },

    async _fillPopup(row, popup) {
      const asked = row.id ? { place_sel: row.id } : { spot: row.number, rev: this._picture.header.revision };
      const { value, error } = await this._details.get('place', this._placeQuery(asked));
      popup.options.autoPan = true;
      if (error && popup.isOpen()) popup.setContent('The events here could not be read.');
      if (error) this.options.onStatus(`The events of ${row.name || 'this place'} could not be read. ${error.message}`);
      if (!value) return;
      if (popup.isOpen()) popup.setContent(placePopup(row, value, this.options.style, this.palette()));
      if (row.id || this._pick !== row) return;
      row.id = this._selected = value.id;
    },

    _placeQuery(parts) {
      const asked = new URLSearchParams(this._query || '');
      for (const [key, value] of Object.entries(parts)) asked.set(key, value);
      return asked.toString();
    },

    /** After a filter change: the popup closes where its place is gone, else it says what is there now. */
    _keepPopup() {
      if (!this._open) return;
      const { row, popup } = this._open;
      const still = this._rows.some((each) => (each.single ? each.key === row.key : holdsPick(each, row)));
      if (!still) this._map.closePopup();
      else if (row.id) this._fillPopup(row, popup);
    },
  });
})();
