// Moves and zooms a drawn map: pointer, wheel, pinch, keys and buttons. It sets one transform and knows nothing of what is drawn.
const smallest = 0.1;
const largest = 4;

export function attach(frame) {
  const svg = frame.querySelector('svg.map');
  const canvas = svg.querySelector('[data-map=canvas]');
  const pointers = new Map();
  let [x, y, scale] = [0, 0, 1];
  let [touched, moved] = [false, false];

  const draw = () => {
    canvas.setAttribute('transform', `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`);
    svg.dataset.zoom = Math.round(scale * 100);
  };
  const size = () => svg.getBoundingClientRect();
  const fit = () => {
    const { width, height } = size();
    const [w, h] = [Number(svg.dataset.width), Number(svg.dataset.height)];
    if (!width || !height || !w || !h) return;
    touched = false;
    scale = Math.min(1, Math.max(smallest, Math.min(width / w, height / h)));
    x = (width - w * scale) / 2;
    y = Math.max(0, (height - h * scale) / 2);
    draw();
  };
  const zoom = (factor, cx, cy) => {
    const next = Math.min(largest, Math.max(smallest, scale * factor));
    x = cx - (cx - x) * next / scale;
    y = cy - (cy - y) * next / scale;
    scale = next;
    touched = true;
    draw();
  };
  const zoomHere = factor => zoom(factor, size().width / 2, size().height / 2);
  const move = (dx, dy) => {
    x += dx;
    y += dy;
    touched = true;
    draw();
  };
  const place = event => {
    const box = size();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { cx: (a.x + b.x) / 2, cy: (a.y + b.y) / 2, far: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
  };

  const onDown = event => {
    if (event.button !== 0 || pointers.size === 2) return;
    if (pointers.size === 0) moved = false;
    pointers.set(event.pointerId, place(event));
  };
  const onMove = event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    if (event.buttons === 0) {
      // Let go outside, before it was a drag: nobody told.
      onUp(event);
      return;
    }
    const now = place(event);
    if (!moved && pointers.size === 1 && Math.hypot(now.x - before.x, now.y - before.y) < 5) return;
    if (!moved) {
      moved = true;
      svg.classList.add('moving');
    }
    // Held only once it is a drag: a plain click still goes to what was clicked.
    svg.setPointerCapture?.(event.pointerId);
    const old = pointers.size === 2 ? spread() : null;
    pointers.set(event.pointerId, now);
    if (old) {
      const next = spread();
      zoom(next.far / old.far, old.cx, old.cy);
      move(next.cx - old.cx, next.cy - old.cy);
    } else {
      move(now.x - before.x, now.y - before.y);
    }
  };
  const onUp = event => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) svg.classList.remove('moving');
  };
  const onClick = event => {
    // The end of a drag opens nothing; a key (detail 0) does, whatever was dragged before.
    if (moved && event.detail > 0) {
      event.preventDefault();
      event.stopPropagation();
      moved = false;
    }
  };
  const onWheel = event => {
    event.preventDefault();
    const { x: cx, y: cy } = place(event);
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), cx, cy);
  };
  const onKey = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowLeft: () => move(60, 0),
      ArrowRight: () => move(-60, 0),
      ArrowUp: () => move(0, 60),
      ArrowDown: () => move(0, -60),
      '+': () => zoomHere(1.25),
      '=': () => zoomHere(1.25),
      '-': () => zoomHere(0.8),
      0: fit
    };
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  };
  // What the keyboard reaches comes into view.
  const onFocus = event => {
    const node = event.target.closest?.('[data-node]');
    if (!node || !node.matches(':focus-visible')) return;
    const [box, mark] = [size(), node.getBoundingClientRect()];
    if (mark.left < box.left || mark.right > box.right || mark.top < box.top || mark.bottom > box.bottom) {
      move(box.left + box.width / 2 - mark.left - mark.width / 2, box.top + box.height / 2 - mark.top - mark.height / 2);
    }
  };
  const onButton = event => {
    const act = event.target.closest?.('button[data-map]')?.dataset.map;
    if (act === 'in') zoomHere(1.25);
    if (act === 'out') zoomHere(0.8);
    if (act === 'reset') fit();
  };
  const noDrag = event => event.preventDefault();
  const resized = new ResizeObserver(() => { if (!touched) fit(); });

  const listeners = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: onUp, keydown: onKey, focusin: onFocus, dragstart: noDrag };
  Object.entries(listeners).forEach(([name, listener]) => svg.addEventListener(name, listener));
  svg.addEventListener('click', onClick, true);
  svg.addEventListener('wheel', onWheel, { passive: false });
  frame.addEventListener('click', onButton);
  resized.observe(svg);
  fit();
  return {
    fit,
    dispose: () => {
      Object.entries(listeners).forEach(([name, listener]) => svg.removeEventListener(name, listener));
      svg.removeEventListener('click', onClick, true);
      svg.removeEventListener('wheel', onWheel);
      frame.removeEventListener('click', onButton);
      resized.disconnect();
    }
  };
}
