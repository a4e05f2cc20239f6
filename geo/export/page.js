// The panel, the table and the two maps of an exported page. All data lies in the page; nothing is fetched.
// Every text is set with textContent.
(function () {
  'use strict';

  const { el, arabic, start } = window.Kharita;
  const held = JSON.parse(document.getElementById('kharita-data').textContent);
  const panel = document.getElementById('panel');
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const theme = () => (dark.matches ? 'dark' : 'light');
  const maps = [];
  const PRINT_PX = 680;
  let places = null;

  function bidi(tag, className, text) {
    const node = el(tag, className, text);
    node.dir = 'auto';
    return node;
  }

  function claim(c) {
    const box = el('div', 'claim');
    const head = el('div', '');
    head.append(bidi('strong', '', c.who), document.createTextNode(`${c.role} `), el('span', 'quiet', c.stance));
    box.append(head, bidi('div', '', [c.text, c.figures].filter(Boolean).join(' – ')));
    if (c.source) box.lastChild.append(document.createTextNode(' '), el('span', 'quiet', c.source));
    return box;
  }

  function side(title, claims, none, className) {
    const box = el('div', `side ${className}`);
    if (title) box.append(el('h4', '', title));
    if (claims.length) box.append(...claims.map(claim));
    else box.append(el('p', 'quiet', none));
    return box;
  }

  function sides(row) {
    const box = el('div', row.denials.length ? 'sides' : 'sides undenied');
    box.append(side('Who says it', row.claims, 'no claim recorded', 'for'));
    box.append(side('Who denies, disputes or could not verify it', row.denials, 'no denial recorded', 'against'));
    return box;
  }

  function where(row) {
    const line = bidi('p', '', `${row.type_words} · ${row.when} · ${row.where}`);
    if (row.where_ar) line.append(document.createTextNode(' '), arabic(row.where_ar));
    return line;
  }

  function card(row) {
    const box = el('article', 'card');
    box.append(bidi('h3', '', `${row.n}. ${row.title}`), where(row), el('p', 'figures', row.figures.join(' · ')));
    if (row.summary) box.append(bidi('p', '', row.summary));
    box.append(bidi('p', 'quiet', `Grade: ${row.grade}`));
    if (row.left_out) box.append(bidi('p', 'quiet', row.left_out));
    box.append(sides(row));
    const shown = row.places.find((id) => held.map.places.places.some((place) => place.id === id && place.lon !== null));
    if (shown) {
      const button = el('button', 'plain', 'Show on the map', { type: 'button' });
      button.addEventListener('click', () => places && places.apply({ select: shown }));
      box.append(button);
    }
    return box;
  }

  function showAll() {
    fill('All events', held.events, null);
  }

  function showPlace(id) {
    const place = held.map.places.places.find((each) => each.id === id);
    fill(place ? place.name : id, held.events.filter((row) => row.places.includes(id)), showAll);
  }

  function fill(title, rows, back) {
    const head = el('div', 'panel-head');
    const count = `${rows.length || 'no'} ${rows.length === 1 ? 'event' : 'events'}`;
    const heading = bidi('h2', '', `${title}: ${count}`);
    heading.setAttribute('aria-live', 'polite');
    head.append(heading);
    if (back) {
      const button = el('button', 'plain', 'Show all events', { type: 'button' });
      button.addEventListener('click', () => {
        places.apply({ select: null });
        back();
        panel.focus();
      });
      head.append(button);
    }
    panel.replaceChildren(head, ...rows.map(card));
    if (!rows.length) panel.append(el('p', 'quiet', 'No event matches the filters.'));
    panel.scrollTop = 0;
  }

  function table() {
    const node = document.getElementById('table');
    const columns = [['n', 'No.'], ['event', 'Event'], ['figures', 'Figures'], ['claims', 'Who says it'],
      ['denials', 'Who denies, disputes or could not verify it']];
    const widths = el('colgroup', '');
    widths.append(...columns.map(([name]) => el('col', name)));
    const head = el('tr', '');
    head.append(...columns.map(([, words]) => el('th', '', words, { scope: 'col' })));
    const top = el('thead', '');
    top.append(head);
    const body = el('tbody', '');
    body.append(...held.events.map(tableRow));
    node.append(widths, top, body);
    if (!held.events.length) document.getElementById('more').textContent = 'No event matches the filters.';
    if (held.more) document.getElementById('more').textContent = `${held.more} more events are not in this page; the data files hold all of them.`;
  }

  function tableRow(row) {
    const tr = el('tr', '');
    const event = el('td', '');
    event.append(bidi('strong', '', row.title), where(row), bidi('div', 'quiet', `Grade: ${row.grade}`));
    const figures = el('td', '');
    figures.append(...row.figures.map((text) => el('div', '', text)));
    if (row.left_out) figures.append(bidi('div', 'quiet', row.left_out));
    const both = [['claims', 'no claim recorded'], ['denials', 'no denial recorded']].map(([key, none]) => {
      const cell = el('td', '');
      cell.append(side(null, row[key], none, key === 'claims' ? 'for' : 'against'));
      return cell;
    });
    tr.append(el('td', '', row.n), event, figures, ...both);
    return tr;
  }

  function movements() {
    if (!held.movements.length) return;
    document.getElementById('flows-section').hidden = false;
    const box = document.getElementById('flows-panel');
    for (const m of held.movements) {
      const node = el('article', 'card');
      node.append(bidi('h3', '', m.title), bidi('p', 'figures', m.words), bidi('p', '', m.way));
      node.append(bidi('p', '', m.told), ...m.terms.map((term) => bidi('p', 'quiet', `Term used by ${term}`)), sides(m));
      box.append(node);
    }
    open('flows-map', 'flows');
  }

  function open(id, mode) {
    const options = { zoomSnap: 0.25, zoomDelta: 0.5, attributionControl: false, worldCopyJump: true };
    const map = L.map(id, options);
    const config = { mode, source: { data: held.map }, bounds: held.bounds[mode], country: held.country, theme: theme() };
    const running = start(map, config);
    running.ready.then(() => {
      const legend = document.getElementById(id).querySelector('.kharita-legend');
      const strip = document.getElementById(`${id}-legend`);
      if (!held.events.length) legend.remove();
      strip.append(held.events.length ? legend : 'Legend: no event is drawn on this map.');
      if (mode === 'places') window.Kharita.circles(map, held.circles, strip);
    });
    if (held.at && mode === 'places') running.apply({ at: held.at });
    running.apply({ query: '' });
    maps.push(running);
    return running;
  }

  function sources() {
    document.getElementById('sources').append(...held.sources.map((row) => bidi('li', '', row.words)));
  }

  showAll();
  table();
  sources();
  places = open('map', 'places');
  places.ready.then((mine) => mine.layer.on(window.Kharita.REPORT, (event) => showPlace(event.feature.properties.place_id)));
  movements();
  dark.addEventListener('change', () => maps.forEach((each) => each.apply({ theme: theme() })));
  // Chromium prints a canvas that is redrawn in this event as nothing: the maps keep their size and are scaled.
  window.addEventListener('beforeprint', () => {
    document.querySelectorAll('.kharita-legend').forEach((legend) => { legend.open = true; });
    document.querySelectorAll('.map-box').forEach((box) => {
      const { width, height } = box.getBoundingClientRect();
      const scale = PRINT_PX / width;
      Object.assign(box.style, {
        width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`, transformOrigin: '0 0',
        marginBottom: `${(scale - 1) * height + 8}px`, marginRight: `${(scale - 1) * width}px`,
      });
    });
  });
  window.addEventListener('afterprint', () => {
    document.querySelectorAll('.map-box').forEach((box) => box.removeAttribute('style'));
  });
})();
