// The keyboard on lists of tickets, and cards that are dragged. It finds its way by data attributes and clicks what is there; nothing here knows a ticket.
const rows = () => [...document.querySelectorAll('[data-row]')];
const isTyping = target => target.isContentEditable || target.closest?.('textarea, select, input:not([type=checkbox])');
const isCovered = () => document.querySelector('dialog[open], [role=dialog]:not(dialog)');

function step(by) {
  const all = rows();
  const at = all.findIndex(row => row.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next]?.querySelector('[data-open]')?.focus();
}

export function keys() {
  const marked = () => rows().find(row => row.contains(document.activeElement));
  const help = () => document.querySelector('dialog[data-keys]')?.showModal();
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => marked()?.querySelector('[data-pick]')?.click(),
    n: () => document.querySelector('[data-new]')?.click(),
    '/': () => document.querySelector('[data-search]')?.focus(),
    '?': help
  };
  const onKey = event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || isCovered()) return;
    const queue = /^[1-9]$/.test(event.key) && document.querySelectorAll('[data-queue]')[event.key - 1];
    const arrow = marked() && { ArrowDown: acts.j, ArrowUp: acts.k }[event.key];
    const act = queue ? () => queue.click() : arrow || (Object.hasOwn(acts, event.key) ? acts[event.key] : null);
    if (!act) return;
    event.preventDefault();
    act();
  };
  const onClick = event => event.target.closest?.('[data-help]') && help();
  document.addEventListener('keydown', onKey);
  document.addEventListener('click', onClick);
  return {
    dispose: () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('click', onClick);
    }
  };
}

// A column takes a card when the card's list of moves names it; the server decides again.
export function drag(board) {
  let card = null;
  const column = event => event.target.closest?.('[data-board] [data-state]');
  const takes = target => card && target && card.dataset.moves.split(' ').includes(target.dataset.state);
  const columns = () => document.querySelectorAll('[data-board] [data-state]');
  const clear = () => {
    columns().forEach(one => { delete one.dataset.target; delete one.dataset.over; });
    if (card) delete card.dataset.dragged;
    card = null;
  };
  const listeners = {
    dragstart: event => {
      card = event.target.closest?.('[data-board] [data-row]');
      if (!card) return;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', '#' + card.dataset.number);
      card.dataset.dragged = '';
      columns().forEach(one => { if (takes(one)) one.dataset.target = ''; });
    },
    dragover: event => {
      const target = column(event);
      columns().forEach(one => { if (one !== target) delete one.dataset.over; });
      if (!takes(target)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      target.dataset.over = '';
    },
    drop: event => {
      const target = column(event);
      if (takes(target)) {
        event.preventDefault();
        board.invokeMethodAsync('DropAsync', Number(card.dataset.number), target.dataset.state);
      }
      clear();
    },
    dragend: clear
  };
  Object.entries(listeners).forEach(([name, listener]) => document.addEventListener(name, listener));
  return { dispose: () => Object.entries(listeners).forEach(([name, listener]) => document.removeEventListener(name, listener)) };
}
