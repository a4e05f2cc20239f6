// The page's address as the map sees and writes it: where the map stands (`at`), and the filter. Only in the app, whose
// page is of the same origin as the map's frame; a rerun is never caused from here.
(function () {
  'use strict';

  const NO_FILTER = new Set(['at', 'event', 'place_sel', 'movement', 'step', 'tiles', 'embed', 'embed_options']);
  const POLL_MS = 150;

  const pairsOf = (query) => [...new URLSearchParams(query || '')];
  const queryOf = (pairs) => new URLSearchParams(pairs).toString();
  /** The filter of a query in one spelling: equal filters give equal texts. */
  const filterOf = (query) => queryOf(pairsOf(query).filter(([key, value]) => !NO_FILTER.has(key) && value)
    .sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1)));

  /** The address of the page around the map, or null where there is none. */
  function address() {
    if (!window.Streamlit || window.parent === window) return null;
    const top = window.parent;
    const page = top.location.pathname;

    function write(search, push) {
      if (search === top.location.search || top.location.pathname !== page) return;
      const act = push ? 'pushState' : 'replaceState';
      top.history[act](top.history.state, '', page + search);
    }

    return {
      filter: () => filterOf(top.location.search),

      /** Whether the page shows one step of its dates: the filter in the address is then not all that the map shows. */
      stepping: () => new URLSearchParams(top.location.search).has('step'),

      /** Whether the page's script runs: its word about the last choice may still come. */
      working: () => top.document.querySelector('[data-testid="stApp"]')?.getAttribute('data-test-script-state') === 'running',

      /** Puts where the map stands into the address, without a step in the history. */
      writeAt(at) {
        const kept = top.location.search.slice(1).split('&').filter((pair) => pair && !pair.startsWith('at='));
        write(`?${[...kept, `at=${at.join(',')}`].join('&')}`, false);
      },

      /** Puts a filter into the address in place of the one there; `push` makes it a step that Back undoes. */
      writeFilter(query, push) {
        const view = pairsOf(top.location.search).filter(([key]) => NO_FILTER.has(key));
        const search = queryOf([...pairsOf(query), ...view]).replaceAll('%2C', ',');
        write(search && `?${search}`, push);
      },

      /** Calls `changed(filter)` when the filter in the address becomes another one, by the page or by Back. */
      watch(changed) {
        let last = filterOf(top.location.search);
        const look = () => {
          if (top.location.pathname !== page) return;
          const now = filterOf(top.location.search);
          if (now === last) return;
          last = now;
          changed(now);
        };
        const gone = new AbortController();
        window.addEventListener('pagehide', () => gone.abort(), { once: true });
        if (top.navigation) top.navigation.addEventListener('currententrychange', look, { signal: gone.signal });
        else window.setInterval(look, POLL_MS);
      },
    };
  }

  Object.assign(window.Kharita, { address, filterOf, pairsOf, queryOf });
})();
