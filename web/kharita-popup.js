// The content of the short popups, built from nodes with their texts set as text.
(function () {
  'use strict';

  const { el, svg, inWords, arabic, symbol, known, plural } = window.Kharita;

  /** The popup of a place: its names and, once `place` has come, up to three events. */
  function placePopup(row, place, style, palette) {
    const named = row.name ? row : place || { name: 'This place' };
    const box = el('div', 'kharita-popup', null, { role: 'group', 'aria-label': named.name });
    box.append(heading(named.name, named.name_ar));
    if (!place) {
      box.append(el('p', 'kharita-quiet', 'Loading …'));
      return box;
    }
    const precision = precisionWords(place.precision, place);
    if (precision) box.append(el('p', 'kharita-quiet', precision));
    const list = el('ul', 'kharita-events');
    for (const event of place.events) list.append(eventItem(event, style, palette));
    box.append(list);
    if (place.n_more > 0) box.append(el('p', 'kharita-quiet', `${inWords(place.n_more)} more in the panel`));
    return box;
  }

  function heading(name, nameAr) {
    const head = el('h2', 'kharita-name', null);
    head.append(el('bdi', '', name));
    if (nameAr) head.append(' ', arabic(nameAr, 'kharita-name-ar'));
    return head;
  }

  function precisionWords(precision, row) {
    if (row.area) return 'An area: events here have no exact point';
    if (row.radius_m) return `Somewhere within ${inWords(row.radius_m / 1000)} km of this point`;
    return precision === 'unknown' ? 'How exact this point is, is not known' : '';
  }

  function eventItem(event, style, palette) {
    const item = el('li', 'kharita-event');
    const type = known(style, event.type);
    const mark = svg('svg', { viewBox: '-14 -14 28 28', width: 20, height: 20, 'aria-hidden': 'true' });
    mark.append(symbol(type, 'round', 12, palette));
    const body = el('div', '');
    body.append(el('strong', 'kharita-title', event.title));
    body.append(el('div', 'kharita-meta', [event.type_words, event.date].filter(Boolean).join(' · ')));
    body.append(el('div', 'kharita-figures', event.figures));
    if (event.claim) body.append(said(event.claim, 'kharita-claim'));
    if (event.denial) body.append(said(event.denial, 'kharita-denial'));
    body.append(el('div', 'kharita-quiet', claimWords(event)));
    item.append(mark, body);
    return item;
  }

  /** A claim or a denial: the same element, the same size. */
  function said(claim, className) {
    const line = el('div', `kharita-said ${className}`);
    line.append(el('b', '', `${claim.claimant} · ${claim.stance}`));
    if (claim.said_on) line.append(el('span', 'kharita-date', ` (${claim.said_on})`));
    line.append(el('span', '', `: ${claim.text}`));
    return line;
  }

  function claimWords(event) {
    const all = plural(event.n_claims, 'claim');
    return event.n_denials ? `${all}, ${event.n_denials} of them ${event.n_denials === 1 ? 'denies or doubts' : 'deny or doubt'}` : `${all}, none denies`;
  }

  /** Popups as wide as fits beside the buttons on the left, never higher than the map. */
  function popupOptions(map) {
    const size = map.getSize();
    const width = Math.min(320, size.x - 108);
    return {
      maxWidth: width, minWidth: Math.min(250, width), maxHeight: Math.min(360, size.y - 90),
      className: 'kharita-popup-frame', autoPanPaddingTopLeft: [56, size.x < 600 ? 52 : 12], autoPanPaddingBottomRight: [12, 12],
    };
  }

  Object.assign(window.Kharita, { placePopup, popupOptions });
})();
