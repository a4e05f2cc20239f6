// What is said about a flow or a mark: the short words under the pointer or at the focus, and the popups. Every text is
// set as text.
(function () {
  'use strict';

  const { el, arabic, inWords } = window.Kharita;

  const heading = (name, nameAr) => {
    const head = el('h2', 'kharita-name', null);
    head.append(el('bdi', '', name));
    if (nameAr) head.append(' ', arabic(nameAr, 'kharita-name-ar'));
    return head;
  };

  const near = (n) => (n === 1 ? '1 place near it' : `${inWords(n)} places near it`);
  const unknown = (flow) => (flow.split_known ? '' : 'share of each destination unknown');

  /** The words of a flow in one line, for readers of the screen. */
  function flowWords(flow) {
    const ends = flow.ends ? `to ${flow.ends.map((end) => end.name).join(' or ')}` : '';
    return [`${flow.title}: ${flow.figure}`, ends, flow.date, flow.group, unknown(flow)].filter(Boolean).join('; ');
  }

  /** The words of a mark in one line. */
  function nodeWords(node) {
    return [node.n > 1 ? `${node.name} and ${near(node.n - 1)}` : node.name, ...node.said].filter(Boolean).join('. ');
  }

  function lines(...texts) {
    const box = el('div', '');
    texts.filter(Boolean).forEach((text, i) => box.append(el('div', i ? 'kharita-flow-tip-more' : 'kharita-flow-tip-first', text)));
    return box;
  }

  const flowTip = (flow) => lines(flow.title, flow.figure, [flow.date, flow.group].filter(Boolean).join(' · '), unknown(flow));
  const nodeTip = (node) => lines(node.n > 1 ? `${node.name} and ${near(node.n - 1)}` : node.name, ...node.said);
  const stockTip = (stock) => lines(stock.name, `${stock.figure} · ${stock.kind}`, [stock.when, stock.dataset].filter(Boolean).join(' · '));

  /** The popup of a flow: its figure, and each of its ends with what is known of it. */
  function flowPopup(flow, nodes) {
    const box = el('div', 'kharita-popup', null, { role: 'group', 'aria-label': flow.title });
    box.append(el('h2', 'kharita-name', flow.title));
    if (flow.date) box.append(el('div', 'kharita-meta', flow.date));
    box.append(el('div', 'kharita-figures', `${flow.figure}${flow.group ? ' · ' + flow.group : ''}`));
    const ends = flow.ends || flow.destinations.map((nth) => ({ ...nodes[nth], name: title(nodes[nth]), figure: flow.split_known ? flow.figure : 'share unknown' }));
    const list = el('ul', 'kharita-ends');
    for (const end of ends) {
      const line = el('li', '');
      line.append(el('bdi', '', end.name), ' ', end.name_ar ? arabic(end.name_ar) : '', `: ${end.figure}`);
      list.append(line);
    }
    if (!flow.ends && flow.open) list.append(el('li', '', 'or another place, or near where they were: share unknown'));
    box.append(el('div', 'kharita-quiet', 'To'), list);
    box.append(el('div', 'kharita-quiet', 'The line joins origin and destination; it is not a route.'));
    return box;
  }

  const title = (node) => (node.n > 1 ? `${node.name} and ${near(node.n - 1)}` : node.name);

  /** The popup of a mark; `zoomIn` parts its places where it holds several. */
  function nodePopup(node, zoomIn) {
    const box = el('div', 'kharita-popup', null, { role: 'group', 'aria-label': node.name });
    box.append(heading(node.name, node.name_ar));
    if (node.area) box.append(el('p', 'kharita-quiet', 'An area: its label point stands for it'));
    if (node.n > 1) {
      const more = node.n - 1 - node.others.length;
      const names = [...node.others, ...(more > 0 ? [`${inWords(more)} more`] : [])];
      box.append(el('p', 'kharita-quiet', `Drawn together with ${names.join(', ')}`));
    }
    const list = el('ul', 'kharita-ends');
    for (const said of node.said) list.append(el('li', '', said));
    if (node.said.length) box.append(list);
    if (node.n > 1 && zoomIn) {
      const button = el('button', 'kharita-plain', 'Zoom in', { type: 'button' });
      button.addEventListener('click', zoomIn);
      box.append(button);
    }
    return box;
  }

  /** The popup of people present. */
  function stockPopup(stock) {
    const box = el('div', 'kharita-popup', null, { role: 'group', 'aria-label': stock.name });
    box.append(heading(stock.name, stock.name_ar), el('div', 'kharita-figures', `${stock.figure} · ${stock.kind}`));
    box.append(el('div', 'kharita-meta', [stock.when, stock.dataset].filter(Boolean).join(' · ')));
    box.append(el('div', 'kharita-quiet', 'People at a place at one time: no movement, and never added over rounds.'));
    return box;
  }

  /** The words beside the pointer. */
  class Tip {
    constructor(map) {
      this.map = map;
      this.box = el('div', 'kharita-flow-tip', null, { 'aria-hidden': 'true' });
      this.box.hidden = true;
      map.getContainer().append(this.box);
    }

    /** Shows `content` beside a point of the map's container. */
    show(content, { x, y }) {
      this.box.replaceChildren(content);
      this.box.hidden = false;
      const size = this.map.getSize();
      const [width, height] = [this.box.offsetWidth, this.box.offsetHeight];
      const left = x + 14 + width > size.x ? x - 14 - width : x + 14;
      const top = y + 14 + height > size.y ? y - 14 - height : y + 14;
      this.box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
    }

    hide() {
      this.box.hidden = true;
    }

    remove() {
      this.box.remove();
    }
  }

  Object.assign(window.Kharita, { flowWords, nodeWords, flowTip, nodeTip, stockTip, flowPopup, nodePopup, stockPopup, Tip });
})();
