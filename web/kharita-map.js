// L.KharitaLayer: the events of a query on the map. In the app it asks for cells of what is in view; in an export all
// places lie in the page. Up to 200 rows are buttons, more are drawn on canvas. It never filters itself.
(function () {
  'use strict';

  const { Latest, windowFor, covers, windowQuery, rowsOf, inlineRows, latLngOf, worldPoint,
    previewed, holdsAllTypes, Answers, Ahead } = window.Kharita;
  const MOST_BUTTONS = 200;
  const MARGIN = 0.15;
  const [CELL_PX, FINE_PX] = [8, 0.4];
  const FRAME_MS = 60;
  const REPORT = 'kharita:select';

  L.KharitaLayer = L.Layer.extend({
    options: { source: null, style: null, theme: 'light', base: null, outlines: new Map(), onStatus: () => {} },

    initialize(options) {
      L.setOptions(this, options);
      this._slugs = Object.keys(options.style.types);
      this._cells = new Latest(options.source);
      this._details = new Latest(options.source);
      this._answers = new Answers();
      this._ahead = new Ahead(options.source, this._answers);
      this._query = null;
      this._rows = [];
      this._selected = null;
      this._turn = 0;
      this._number = 0;
      this._painted = 0;
    },

    onAdd(map) {
      this._map = map;
      this._areas = new L.KharitaAreas(this);
      this._buttons = new L.KharitaButtons(this);
      this._canvas = new L.KharitaCanvas(this);
      map.on(this._events(), this);
      this._layout();
    },

    onRemove(map) {
      map.off(this._events(), this);
      for (const part of [this._areas, this._canvas]) part.remove();
      this._buttons.clear();
    },

    _events() {
      return { zoomanim: this._animate, 'zoomend viewreset': this._zoomed, moveend: this._moved, drag: this._dragged, resize: this._moved };
    },

    /**
     * Select the events that `query` (the URL grammar) asks for; resolves when they are drawn. The last call wins and
     * aborts what runs; a `gentle` one waits for it instead, so that a dragged handle shows pictures on its way.
     */
    setQuery(query, gentle) {
      if (query === this._query) return this._asked || Promise.resolve();
      this._query = query;
      const held = this._isHeld(query);
      const drawn = !held && this._preview(query);
      if (gentle && this._busy && !held) {
        this._again = true;
        return this._asked;
      }
      return this._ask(undefined, gentle, gentle && drawn ? nextFrame() : null);
    },

    /**
     * A choice of types is drawn at once where the last answer can tell; the answer to come says it exactly. Whether it
     * was drawn.
     */
    _preview(query) {
      const rows = previewed(this._whole, query, this._map.getSize(), this._view());
      if (!rows || this._map._animatingZoom) return false;
      this._rows = rows;
      this._layout();
      return true;
    },

    /** Fetches what will probably be asked next for this view, once the map is at rest. */
    expect(queries) {
      this._expected = queries;
      if (!this._busy) this._lookAhead();
    },

    _lookAhead() {
      if (this._expected) this._ahead.want(this._expected.map((query) => this._question(query, this._window(this._view()))));
      this._expected = null;
    },

    _isHeld(query) {
      return Boolean(this._answers.get(this._question(query, this._window(this._view()))));
    },

    _window(view, cellPx) {
      return windowFor(this._map.getSize(), view, MARGIN, cellPx || (this._fine ? FINE_PX : CELL_PX));
    },

    _question(query, asked) {
      return [query, windowQuery(asked)].filter(Boolean).join('&');
    },

    /** `after` is what to wait for before the question goes out: the server would take the time of a picture. */
    _ask(view, gentle, after) {
      const turn = ++this._turn;
      this._ahead.stop();
      this._again = false;
      this._busy = { query: this._query, view: view || this._view() };
      const fetched = () => (turn === this._turn ? this._fetched(this._busy.query, this._busy.view, gentle) : null);
      this._asked = (after ? after.then(fetched) : fetched()).then((picture) => {
        if (turn !== this._turn) return this._asked;
        this._busy = null;
        if (picture && picture.error) this.options.onStatus(`The places could not be read. ${picture.error.message}`);
        else if (picture) this._show(picture);
        if (this._again) return this._ask(undefined, true);
        return this._lookAhead();
      });
      return this._asked;
    },

    _view() {
      return { center: this._map.getCenter(), zoom: this._map.getZoom() };
    },

    /**
     * The rows for a query and a view: of cells about 8 pixels wide, or finer ones where places are few. A `gentle`
     * question, which others follow, shows the wide ones meanwhile.
     */
    async _fetched(query, view, gentle) {
      if (!this.options.source.cells) {
        const { value, error, late } = await this._cells.get('places', query);
        return late ? null : error ? { error } : { query, header: value, rows: inlineRows(value) };
      }
      const fine = this._fine;
      const first = await this._part(query, view, fine ? FINE_PX : CELL_PX);
      if (!first || first.error) return first;
      if (!fine && !mayBeFew(first.rows)) return first;
      if (fine && first.rows.length <= MOST_BUTTONS) return first;
      if (gentle && !fine && query === this._query) this._show(first);
      const other = await this._part(query, view, fine ? CELL_PX : FINE_PX);
      if (!other || other.error) return other;
      this._fine = !fine && other.rows.length <= MOST_BUTTONS;
      return fine || this._fine ? other : first;
    },

    async _part(query, view, cellPx) {
      const asked = this._window(view, cellPx);
      const question = this._question(query, asked);
      let value = this._answers.get(question);
      if (value) this._cells.stop();
      else {
        const came = await this._cells.get('cells', question);
        if (came.late) return null;
        if (came.error) return { error: came.error };
        value = came.value;
        this._answers.put(question, value);
      }
      return { query, window: asked, header: value.header, rows: rowsOf(value, asked, this._slugs, this.options.outlines) };
    },

    _show(picture) {
      if (this._map._animatingZoom) {
        this._waiting = picture;
        return;
      }
      this.options.onStatus('');
      const changed = !this._picture || picture.query !== this._picture.query;
      this._picture = picture;
      if (holdsAllTypes(picture)) this._whole = picture;
      this._rows = picture.rows;
      this._layout();
      if (changed) this._keepPopup();
      this.fire('data', { payload: picture.header });
    },

    /**
     * Highlight one place (or none for null), whose symbol stands at `spot` [lon, lat, area]; nothing is reported. Moves
     * the map only where the place is out of view.
     */
    select(placeId, spot) {
      if ((placeId || null) === this._selected && (this._pick || !placeId)) return;
      this._selected = placeId || null;
      const row = placeId && this._rows.find((each) => each.single && each.id === placeId);
      this._pick = row || (placeId && spot ? picked(placeId, spot) : null);
      this._mark();
      if (this._pick && !this._map.getBounds().contains(latLngOf(this._pick))) this._map.panTo(latLngOf(this._pick));
    },

    _mark() {
      this._buttons.select(this._selected);
      this._canvas.draw();
    },

    selected() {
      return this._selected;
    },

    /** The row that is, or holds, the selected place. */
    chosenRow(rows) {
      const pick = this._pick;
      if (!pick) return null;
      const exact = (row) => (pick.key ? row.key === pick.key : near(row, pick));
      return rows.find((row) => row.single && row.area === pick.area && exact(row)) || rows.find((row) => !row.single && row.area === pick.area && holds(row, pick)) || null;
    },

    setTheme(theme) {
      this.options.theme = theme;
      this._layout();
    },

    /** Show [[south, west], [north, east]] with a margin. */
    fitTo(bounds) {
      this._map.fitBounds(bounds, { padding: [24, 24], maxZoom: 13 });
    },

    palette() {
      return this.options.style.palettes[this.options.theme];
    },

    rows() {
      return this._rows;
    },

    /** Clicks are numbered on from `number`: a page that comes back knows the numbers of an earlier map. */
    countFrom(number) {
      this._number = Math.max(this._number, number);
    },

    pixel(row) {
      const scale = 2 ** this._map.getZoom();
      return L.point(row.u * scale, row.v * scale).subtract(this._map.getPixelOrigin());
    },

    /** Where a row will stand after a zoom animation. */
    pixelAt(row, { zoom, center }) {
      return L.point(row.u * 2 ** zoom, row.v * 2 ** zoom).subtract(this._map._getNewPixelOrigin(center, zoom));
    },

    /** Draws the rows: as buttons, or on canvas. */
    _layout() {
      if (!this._map) return;
      const rows = this.options.source.cells || this._rows.length <= MOST_BUTTONS ? this._rows : this._inView();
      const few = rows.length <= MOST_BUTTONS && (this._fine || rows.every((row) => row.single));
      this._areas.show(rows);
      this._buttons.show(few ? rows : []);
      this._canvas.show(few ? [] : rows);
      const container = this._map.getContainer();
      Object.assign(container.dataset, { painted: ++this._painted, rows: rows.length, drawn: few ? 'buttons' : 'canvas' });
      clearTimeout(this._labels);
      this._labels = setTimeout(() => this._map && this._tellBase(few), few ? 0 : 16);
    },

    /** Labels are written after the picture: they take longer than it does. */
    _tellBase(few) {
      if (!this.options.base) return;
      const [boxes, names] = few ? this._buttons.obstacles() : [this._canvas.obstacles(), []];
      this.options.base.setObstacles(boxes, names);
    },

    _inView() {
      const bounds = this._map.getBounds().pad(MARGIN);
      return this._rows.filter((row) => bounds.contains(latLngOf(row)));
    },

    _animate(event) {
      this._buttons.animate(event);
      this._canvas.animate(event);
      if (this.options.source.cells && this._query !== null) this._ask({ center: event.center, zoom: event.zoom });
    },

    _zoomed() {
      const picture = this._waiting;
      this._waiting = null;
      if (picture && picture.query === this._query) this._show(picture);
      else this._layout();
    },

    _moved() {
      if (!this.options.source.cells) {
        if (this._rows.length > MOST_BUTTONS) this._layout();
      } else if (this._query !== null && !this._covered()) this._ask();
      else if (this._canvas.count()) this._canvas.draw();
    },

    /** A drag that leaves the margin asks on its way, one question at a time. */
    _dragged() {
      if (this.options.source.cells && this._query !== null && !this._busy && !this._covered()) this._ask();
    },

    /** Whether what was answered, or is asked for now, shows all of the view. */
    _covered() {
      const size = this._map.getSize();
      const shown = (query, part) => query === this._query && covers(part, size, this._view());
      return (this._picture && shown(this._picture.query, this._picture.window))
        || (this._busy && shown(this._busy.query, windowFor(size, this._busy.view, MARGIN, CELL_PX)));
    },
  });

  /** When the picture of this moment is on its way to the screen; soon, too, where nothing is drawn. */
  const nextFrame = () => new Promise((done) => {
    const timer = setTimeout(done, FRAME_MS);
    requestAnimationFrame(() => setTimeout(() => {
      clearTimeout(timer);
      done();
    }));
  });

  function picked(id, [lon, lat, area]) {
    const { x, y } = worldPoint(L.latLng(lat, lon));
    return { id, u: x, v: y, area };
  }

  const near = (row, pick) => Math.abs(row.u - pick.u) < 1e-6 && Math.abs(row.v - pick.v) < 1e-6;
  const holds = (row, { u, v }) => u >= row.box[0] && u <= row.box[2] && v >= row.box[1] && v <= row.box[3];

  /** Whether finer cells might leave few enough rows for a button each. */
  function mayBeFew(rows) {
    if (rows.length > MOST_BUTTONS || rows.every((row) => row.single)) return false;
    return rows.reduce((sum, row) => sum + (row.single ? 1 : Math.min(row.n, 20)), 0) <= 2 * MOST_BUTTONS;
  }

  Object.assign(window.Kharita, { REPORT, holdsPick: holds });
})();
