// Measures inside the page: from the reader's act to the picture that it changes. Put into every page before its own
// scripts; only the top window uses it. All times are milliseconds on the top window's clock. The map's iframe is of the
// same origin, so it can be watched from here.
(function () {
  'use strict';
  if (window !== window.top) return;

  const PATIENCE_MS = 20000;
  const MAP = 'iframe[title="streamlit_folium.st_folium"]';
  const DATA = /\/map\/(cells|places)\b/;
  const sent = [];
  const held = { settled: 0, promise: null };

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...parts) {
    sent.push(performance.now());
    return send.apply(this, parts);
  };

  const mapWindow = () => document.querySelector(MAP)?.contentWindow;
  const markers = () => [...(mapWindow()?.document.querySelectorAll('button.kharita-marker') || [])];
  const visible = (node) => node.getBoundingClientRect().width > 0;
  const labels = () => markers().map((node) => node.getAttribute('aria-label')).sort().join('|');
  const pane = () => mapWindow().document.querySelector('.leaflet-map-pane');
  const toTop = (view, time) => time + view.performance.timeOrigin - performance.timeOrigin;

  /** Each answers a function that says whether the picture has changed; made before the act. */
  const changes = {
    markers: () => {
      const before = labels();
      return () => markers().length > 0 && labels() !== before;
    },
    details: (wanted) => () => (document.querySelector('.st-key-details')?.innerText || '').includes(wanted),
    popup: (wanted) => () => [...mapWindow().document.querySelectorAll('.kharita-popup')]
      .some((node) => node.ariaLabel === wanted && node.querySelector('.kharita-event')),
    pan: () => {
      const before = pane().style.transform;
      return () => pane().style.transform !== before;
    },
    zoom: () => {
      let began = false;
      return () => {
        const moving = pane().classList.contains('leaflet-zoom-anim');
        began = began || moving;
        return began && !moving;
      };
    },
  };

  /** When what was just changed is on the screen: after the next frame. */
  function painted(then) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => then(performance.now());
      channel.port2.postMessage(0);
    });
  }

  /** Starts to watch. The clock starts at the next `act` event of the reader; `done()` resolves when `change` shows. */
  function arm(act, change, wanted) {
    const views = [window, mapWindow()];
    const changed = changes[change](wanted);
    const times = { began: null, settled: null };
    const start = (event) => {
      if (times.began === null) times.began = toTop(event.view, event.timeStamp);
    };
    views.forEach((view) => view.addEventListener(act, start, { capture: true }));
    const finish = (resolve, observers) => {
      views.forEach((view) => view.removeEventListener(act, start, { capture: true }));
      observers.forEach((observer) => observer.disconnect());
      times.changed = performance.now();
      painted((at) => resolve({ ...times, painted: at, ...onTheWay(times) }));
    };
    held.promise = new Promise((resolve, reject) => {
      const observers = [];
      const noted = () => JSON.stringify({ act, change, wanted, ...times });
      setTimeout(() => reject(new Error(`nothing seen for ${noted()}`)), PATIENCE_MS);
      const look = () => {
        if (observers.length && times.began !== null && changed()) finish(resolve, observers.splice(0));
      };
      views.forEach((view) => {
        const observer = new view.MutationObserver(look);
        observer.observe(view.document, { subtree: true, childList: true, attributes: true, characterData: true });
        observers.push(observer);
      });
    });
  }

  /** What happened between the act and the change: message to the server, the map's own request and its answer. */
  function onTheWay({ began }) {
    const view = mapWindow();
    const asked = view.performance.getEntriesByType('resource')
      .filter((entry) => DATA.test(entry.name) && toTop(view, entry.startTime) > began).pop();
    return {
      sent: sent.find((time) => time > began) ?? null,
      asked: asked ? toTop(view, asked.startTime) : null,
      answered: asked ? toTop(view, asked.responseEnd) : null,
      server: asked?.serverTiming?.[0]?.duration ?? null,
    };
  }

  /** The stages of the first view, in milliseconds since 1970. */
  function opening() {
    const view = mapWindow();
    const places = view.performance.getEntriesByType('resource').find((entry) => DATA.test(entry.name));
    return {
      opened: performance.timeOrigin,
      sent: performance.timeOrigin + sent[0],
      framed: view.performance.timeOrigin,
      asked: view.performance.timeOrigin + places.startTime,
    };
  }

  new MutationObserver(() => {
    const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
    if (state === 'notRunning') held.settled = performance.now();
  }).observe(document, { subtree: true, attributeFilter: ['data-test-script-state'] });

  window.kharitaBench = {
    arm,
    done: () => held.promise,
    settledAt: () => held.settled,
    markersShown: () => markers().filter(visible).length,
    opening,
  };
})();
