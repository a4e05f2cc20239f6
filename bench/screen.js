// Tells the benchmark, from inside every frame of a page, what no pixel shows: when the reader acted, whether Streamlit's
// script runs, and that the page is not busy (a beat needs a timer and a frame). Times are milliseconds since 1970.
// Everything goes out by a binding, so that a page that hangs keeps nobody waiting.
(function () {
  'use strict';
  const BEAT_MS = 80;
  const ACTS = ['pointerup', 'click', 'wheel', 'keydown', 'input', 'mousemove'];
  const tell = (what) => window.kharitaBenchNote?.(JSON.stringify(what));
  const told = (event) => {
    if (event.isTrusted && (event.type !== 'mousemove' || event.buttons)) {
      tell({ act: event.type, at: performance.timeOrigin + event.timeStamp });
    }
  };
  ACTS.forEach((type) => window.addEventListener(type, told, { capture: true, passive: true }));
  if (window !== window.top) return;

  let state = null;
  const beat = () => requestAnimationFrame(() => {
    const now = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState ?? null;
    if (now !== state) tell({ state: (state = now), at: Date.now() });
    tell({ beat: true, at: Date.now() });
    setTimeout(beat, BEAT_MS);
  });
  beat();
})();
