// What a reader has just chosen in the page's lists and fields of numbers, seen in these themselves: the map
// draws it while Streamlit is still on its way to the server and back. Only in the app, whose page is of the same origin.
// The page's own word, which follows in the address, always wins; a list that cannot be read is left to it.
(function () {
  'use strict';

  const [AFTER_ACT_MS, FORESEEN_MS] = [600, 300];
  const COUNT = / \(\d+\)$/;
  const REMOVE = /^Remove /;
  const ACTS = ['pointerup', 'keydown'];

  /**
   * Calls `chose(field, slugs)` when a reader has changed the list of a widget. `widgets` are {key: {field, words:
   * {text: slug}}}. Stops when the map goes.
   */
  function watchWidgets(widgets, chose) {
    if (!window.Streamlit || window.parent === window) return;
    const page = window.parent.document;
    const gone = new AbortController();
    window.addEventListener('pagehide', () => gone.abort(), { once: true });
    const held = new Map();
    let until = 0;
    let observer = null;
    let foreseen = null;

    const read = (key) => chosenIn(page.querySelector(`.st-key-${key}`), widgets[key].words);
    const look = () => {
      if (performance.now() > until) return stop();
      for (const [key, before] of held) {
        const now = read(key);
        if (!now || now.join() === before || isStale(key, now)) continue;
        held.set(key, now.join());
        chose(widgets[key].field, now);
      }
      return undefined;
    };
    /** Whether a list still shows what it held before a click that has been acted on. */
    const isStale = (key, now) => Boolean(foreseen && foreseen.key === key && foreseen.before === now.join()
      && performance.now() < foreseen.until);
    /** A click on an option or on the cross of a chosen one: the list itself changes some 40 ms later. */
    const foresee = (event) => {
      const found = event.isTrusted && clicked(page, event.target, widgets);
      const before = found && held.has(found.key) && read(found.key);
      if (!before || before.includes(found.slug) === found.adds) return;
      const after = found.adds ? [...before, found.slug].sort() : before.filter((slug) => slug !== found.slug);
      foreseen = { key: found.key, before: before.join(), until: performance.now() + FORESEEN_MS };
      held.set(found.key, after.join());
      setTimeout(look, FORESEEN_MS + 1);
      chose(widgets[found.key].field, after);
    };
    const stop = () => {
      if (observer) observer.disconnect();
      observer = null;
    };
    /** Between acts nobody watches: lists that the page itself writes are no choice of the reader. */
    const start = (event) => {
      if (!event.isTrusted || !inList(event.target)) return;
      until = performance.now() + AFTER_ACT_MS;
      if (observer) return;
      held.clear();
      for (const key of Object.keys(widgets)) {
        const now = read(key);
        if (now) held.set(key, now.join());
      }
      observer = new MutationObserver(look);
      for (const key of held.keys()) observer.observe(page.querySelector(`.st-key-${key}`), { subtree: true, childList: true });
    };
    for (const act of ACTS) page.addEventListener(act, start, { capture: true, signal: gone.signal });
    page.addEventListener('click', foresee, { capture: true, signal: gone.signal });
    gone.signal.addEventListener('abort', stop);
  }

  /** The same for the page's fields of whole numbers, {key: field}: what they hold once a reader has left or entered it. */
  function watchNumbers(numbers, chose) {
    if (!window.Streamlit || window.parent === window) return;
    const page = window.parent.document;
    const gone = new AbortController();
    window.addEventListener('pagehide', () => gone.abort(), { once: true });
    const look = (key) => {
      const input = page.querySelector(`.st-key-${key} input`);
      const text = input && input.value.replace(/[\s,]/g, '');
      if (input && /^\d*$/.test(text)) chose(numbers[key], text ? [String(Number(text))] : []);
    };
    const entered = (event) => {
      if (!event.isTrusted || !(event.target instanceof window.parent.Element) || (event.type === 'keydown' && event.key !== 'Enter')) return;
      const key = Object.keys(numbers).find((each) => event.target.closest(`.st-key-${each}`));
      if (key) setTimeout(() => look(key));
    };
    for (const act of ['keydown', 'focusout', 'click']) page.addEventListener(act, entered, { capture: true, signal: gone.signal });
  }

  /** What a click adds to a list or takes out of it as {key, slug, adds}, or null. */
  function clicked(page, target, widgets) {
    if (!(target instanceof window.parent.Element)) return null;
    const [option, cross] = [target.closest('[role="option"]'), target.closest('[data-tag] button[aria-label]')];
    const list = option && option.closest('[role="listbox"]');
    const held = list ? page.querySelector(`input[role="combobox"][aria-controls="${CSS.escape(list.id)}"]`) : cross;
    const key = held && Object.keys(widgets).find((each) => held.closest(`.st-key-${each}`));
    if (!key) return null;
    const text = list ? option.textContent : cross.getAttribute('aria-label').replace(REMOVE, '');
    const slug = widgets[key].words[text.replace(COUNT, '')];
    return slug ? { key, slug, adds: Boolean(list) } : null;
  }

  /** Whether an act was on a list of choices or on its options, which the page draws elsewhere. */
  const inList = (target) => Boolean(target instanceof window.parent.Element
    && target.closest('[class*="st-key-filter-"], [role="listbox"], [role="option"]'));

  /** The slugs that a multiselect shows as chosen, sorted; null where it cannot be read to the end. */
  function chosenIn(widget, words) {
    const list = widget && widget.querySelector('.react-aria-ComboBox [aria-label="Selected values"]');
    if (!widget || !widget.querySelector('.react-aria-ComboBox')) return null;
    if (!list) return [];
    const slugs = [...list.children].filter((node) => node.hasAttribute('data-tag'))
      .map((tag) => words[(tag.getAttribute('aria-label') || '').replace(COUNT, '')]);
    return slugs.length && slugs.every(Boolean) ? slugs.sort() : slugs.length ? null : [];
  }

  Object.assign(window.Kharita, { watchWidgets, watchNumbers });
})();
