// Countdowns: one timer for all of a page, no word to the server. Each counts by the server's clock, which it was told when it was drawn.
const shown = new Set();
const words = { calm: 'due in', soon: 'due soon, in', late: 'late by' };
let timer = 0;

const join = (large, largeUnit, small, smallUnit) => small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

function length(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return minutes < 1 ? `${seconds} s`
    : hours < 1 ? `${minutes} min`
    : hours < 24 ? join(hours, 'h', minutes % 60, 'min')
    : join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function tick() {
  for (const one of shown) { one.draw(); }
}

// Its own text lies in a shadow, so that the page never finds the text changed that it wrote itself.
class Countdown extends HTMLElement {
  static observedAttributes = ['due', 'now', 'when'];

  constructor() {
    super();
    this.text = this.attachShadow({ mode: 'open' }).appendChild(document.createTextNode(''));
  }

  connectedCallback() {
    shown.add(this);
    timer = timer || setInterval(tick, 1000);
    this.draw();
  }

  disconnectedCallback() {
    shown.delete(this);
    if (shown.size === 0) { clearInterval(timer); timer = 0; }
  }

  attributeChangedCallback(name, _, value) {
    if (name === 'now') { this.ahead = Number(value) - Date.now(); }
    if (this.isConnected) { this.draw(); }
  }

  draw() {
    const left = Number(this.getAttribute('due')) - Date.now() - (this.ahead || 0);
    const tone = left <= 0 ? 'late' : left <= Number(this.getAttribute('soon')) ? 'soon' : 'calm';
    const text = `${words[tone]} ${length(left)} (${this.getAttribute('when')})`;
    if (this.text.data !== text) { this.text.data = text; }
    if (this.dataset.tone !== tone) { this.dataset.tone = tone; }
  }
}

customElements.define('monitor-countdown', Countdown);
