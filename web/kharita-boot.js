// Starts a map: base, layer, controls. In the app, messages from Python come through `Kharita.apply`, clicks go back as
// the component's value; in an export, the data lies in the page and nothing is sent anywhere.
(function () {
  'use strict';

  const { REPORT } = window.Kharita;
  const WORDS_AFTER_MS = 400;
  let running = null;

  /**
   * `config`: {mode: 'places' | 'flows', source: {url} | {data}, bounds: [w, s, e, n] | null, country, language, tiles}.
   * Resolves to the running map: {map, layer, base, apply}.
   */
  function start(map, config) {
    const source = window.Kharita.source(config.source);
    map.options.minZoom = config.minZoom || (config.mode === 'flows' ? 1 : 3);
    map.options.maxZoom = 16;
    const [west, south, east, north] = config.bounds || [-150, -50, 170, 65];
    const home = () => map.fitBounds([[south, west], [north, east]], { ...margins(map, config.mode), animate: false });
    if (source.cells && config.mode !== 'flows') window.Kharita.timeRoom(map);
    home();
    const waiting = [];
    running = { map, home, config, seen: new Set(), apply: (message) => waiting.push(message) };
    const mine = running;
    mine.ready = Promise.all([source.get('style'), source.get('basemap')]).then(([style, basemap]) => {
      build(mine, source, style, basemap);
      mine.apply = (message) => apply(mine, message);
      waiting.splice(0).forEach(mine.apply);
      map.addLayer(mine.base); // while the first question, which the messages ask, is answered
      return mine;
    }).catch((error) => {
      map.getContainer().append(window.Kharita.el('p', 'kharita-broken', `The map could not be drawn. ${error.message}`));
      throw error;
    });
    return mine;
  }

  /** Room for symbols that are moved apart beyond the border, and on phones for the buttons on the left. */
  function margins(map, mode) {
    const width = map.getSize().x;
    const narrow = width < 600;
    // The legend of movements is open: they need its room beside them.
    const legendPx = mode === 'flows' && width >= 560 ? 232 : 0;
    const below = parseFloat(map.getContainer().style.getPropertyValue('--kharita-below')) || 0;
    return { paddingTopLeft: [narrow ? 62 : 8, 8], paddingBottomRight: [legendPx || (narrow ? 12 : 8), 8 + below] };
  }

  function build(mine, source, style, basemap) {
    const { map, config } = mine;
    mine.style = style;
    mine.basemap = basemap;
    mine.status = new L.KharitaStatus().addTo(map);
    mine.credits = new L.KharitaCredits().addTo(map);
    mine.credits.setText(basemap.attribution, basemap.note);
    L.control.scale({ imperial: false, maxWidth: 110, position: 'bottomright' }).addTo(map);
    map.getContainer().querySelector('.leaflet-control-scale').title = 'True at the centre of the map';
    new L.KharitaFit({ onFit: mine.home }).addTo(map);
    mine.address = window.Kharita.address();
    const places = config.mode !== 'flows';
    if (source.cells) {
      mine.filter = new window.Kharita.MapFilter({
        show: (query, gentle) => mine.layer.setQuery(query, gentle),
        tell: (filter) => report(mine, { filter }),
        drawn: (query) => source.get('drawn', query).catch(() => {}),
        soon: (queries) => mine.layer.expect(queries),
        address: mine.address,
      });
      mine.widgets = { ...style.widgets };
      window.Kharita.watchWidgets(mine.widgets, (field, slugs) => mine.filter.fromWidget(field, slugs));
      if (places) mine.time = new L.KharitaTime(map, mine.filter);
    }
    mine.legend = new L.KharitaLegend({ style, filter: mine.filter }).addTo(map);
    mine.base = new L.KharitaBase(basemap, { country: config.country, language: config.language || 'both' });
    const options = { source, style, base: mine.base, outlines: outlines(basemap), onStatus: (text) => mine.status.setText(text) };
    mine.layer = places ? new L.KharitaLayer(options) : new L.KharitaFlows(options);
    if (!places) besideFlows(mine, source, style);
    if (!places && mine.filter) mine.layer.once('data', () => setTimeout(() => learnWords(mine, source), WORDS_AFTER_MS));
    mine.layer.on('data', (event) => {
      mine.payload = event.payload;
      if (mine.time) mine.time.setSpan(event.payload.first, event.payload.last);
      legend(mine);
    });
    mine.layer.on(REPORT, (event) => report(mine, event));
    map.addLayer(mine.layer);
    theme(mine, config.theme || 'light');
    keepSize(map);
    keepAddress(mine);
    // Leaflet listens for Escape only while the map itself has the focus, not one of its markers.
    map.getContainer().addEventListener('keydown', (event) => {
      if (event.key === 'Escape') map.closePopup();
    });
  }

  /** The words of the page's lists, after the first picture: with them the map knows what is chosen there. */
  async function learnWords(mine, source) {
    const { lists, numbers } = await source.get('words', mine.filter.query()).catch(() => ({ lists: {}, numbers: {} }));
    Object.assign(mine.widgets, lists);
    window.Kharita.watchNumbers(numbers, (field, values) => mine.filter.fromWidget(field, values));
  }

  /** Beside the flows: circles of people present below them, and the control that opens the smaller flows. */
  function besideFlows(mine, source, style) {
    mine.stocks = new L.KharitaStocks({ source, style });
    mine.map.addLayer(mine.stocks);
    mine.folded = new L.KharitaFolded({ onOpen: (wide) => mine.layer.open(wide) }).addTo(mine.map);
    mine.stocks.on('data', () => legend(mine));
    mine.layer.on('data', (event) => {
      mine.folded.tell(event.payload.account, mine.layer.opened());
      mine.stocks.ask(mine.layer.asked());
    });
    mine.layer.on('seen', () => mine.stocks.ask(mine.layer.asked()));
  }

  /**
   * In the app, whoever pans or zooms finds the view in the page's address, so that it can be copied; nothing is rerun.
   * A rerun knows only the address that it was asked with: views seen before never move the map back.
   */
  function keepAddress(mine) {
    if (!mine.address) return;
    const container = mine.map.getContainer();
    const byHand = () => { mine.byHand = true; };
    ['wheel', 'keydown', 'dblclick'].forEach((name) => container.addEventListener(name, byHand, { capture: true, passive: true }));
    container.querySelector('.leaflet-control-container').addEventListener('click', byHand, { capture: true });
    mine.map.on('dragstart', byHand);
    mine.map.on('moveend', () => {
      // Not when a popup moves the map to have room: that is no view that anyone chose.
      if (!mine.byHand) return;
      mine.byHand = false;
      mine.moved = true;
      const centre = mine.map.getCenter().wrap();
      mine.at = [round(centre.lat, 4), round(centre.lng, 4), round(mine.map.getZoom(), 2)];
      mine.seen.add(JSON.stringify(mine.at));
      mine.address.writeAt(mine.at);
    });
  }

  /** Goes to `at` where it is new; else puts the view that the map has back into an address that a rerun has written. */
  function goTo(mine, at) {
    const asked = JSON.stringify(at);
    if (at && !mine.seen.has(asked)) {
      mine.seen.add(asked);
      mine.at = at;
      mine.map.setView([at[0], at[1]], at[2], { animate: false });
    } else if (mine.moved && mine.at && mine.address) mine.address.writeAt(mine.at);
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }

  /** A map that is laid out again when its container changes size. */
  function keepSize(map) {
    if (typeof ResizeObserver === 'undefined') return;
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  }

  function theme(mine, name) {
    if (mine.theme === name) return;
    mine.theme = name;
    const container = mine.map.getContainer();
    container.classList.toggle('kharita-dark', name === 'dark');
    container.classList.add('kharita-map');
    mine.base.setPalette(mine.style.palettes[name]);
    mine.layer.setTheme(name);
    if (mine.stocks) mine.stocks.setTheme(name);
    legend(mine);
  }

  function legend(mine) {
    if (!mine.payload) return;
    const palette = mine.style.palettes[mine.theme];
    if (mine.config.mode === 'flows') mine.legend.showFlows(mine.payload, palette, mine.layer, mine.stocks);
    else mine.legend.showPlaces(mine.layer.rows(), mine.payload.legend, palette);
  }

  /**
   * `message`: {query, select, spot: [lon, lat, area] | null, theme, at: [lat, lon, zoom] | null, tiles: {...} | null, seen: [click, change]}; absent
   * parts stay as they are. `seen` are the numbers of the last click and choice that the page knows of.
   */
  function apply(mine, message) {
    if (message.theme) theme(mine, message.theme);
    if (message.tiles !== undefined && JSON.stringify(message.tiles) !== JSON.stringify(mine.tiles || null)) {
      mine.tiles = message.tiles;
      mine.base.setTiles(message.tiles);
      mine.credits.setText(message.tiles ? message.tiles.attribution : mine.basemap.attribution, mine.basemap.note);
    }
    if (message.at !== undefined) goTo(mine, message.at);
    const [click, change] = message.seen || [0, 0];
    mine.layer.countFrom(click);
    mine.clicked = mine.clicked && mine.clicked.properties.seq <= click ? null : mine.clicked;
    if (message.query === undefined) mine.layer.select(message.select, message.spot);
    else Promise.resolve(show(mine, message.query, change)).then(() => message.select !== undefined && mine.layer.select(message.select, message.spot));
  }

  const show = (mine, query, change) => (mine.filter ? mine.filter.fromPage(query, change) : mine.layer.setQuery(query));

  /**
   * Gives a click {feature} or a choice in the map {filter} to Streamlit at once. streamlit-folium 0.27.4 would do so
   * after 250 ms; the value is the one it would send and is kept as its previous one, so that it does not send it again.
   * Whatever the page has not seen yet travels with it: Streamlit may take two quick values for one. Does nothing
   * outside the app.
   */
  function report(mine, { feature }) {
    const component = window.__GLOBAL_DATA__;
    if (!component || !window.Streamlit || !(component.returned_objects || []).includes('last_active_drawing')) return;
    if (component.returned_objects.length !== 1) return;
    if (feature) mine.clicked = feature;
    const filter = mine.filter && mine.filter.unseen();
    const told = mine.clicked || { type: 'Feature', properties: {}, geometry: null };
    const drawing = filter ? { ...told, properties: { ...told.properties, filter } } : told;
    const value = { last_active_drawing: drawing };
    component.last_active_drawing = drawing;
    component.previous_data = value;
    window.Streamlit.setComponentValue(value);
  }

  /** The outlines of the governorates by p-code. */
  function outlines(basemap) {
    return new Map((basemap.layers.governorates || []).map((feature) => [feature.properties.pcode, feature.geometry]));
  }

  /**
   * What the feature group from Python runs: hands the message to the running map and returns an empty layer to add.
   * streamlit-folium keeps every group it was given in window.feature_group; the list is emptied here.
   */
  function applyText(text) {
    window.feature_group = [];
    if (running) running.apply(JSON.parse(decodeURIComponent(text)));
    return L.featureGroup();
  }

  Object.assign(window.Kharita, { start, applyText });
})();
