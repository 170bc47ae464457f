// Draws time series with ApexCharts. The server decides what is drawn; this module only keeps the points of the window and paints them.

const units = { Percent: '%', Celsius: '°C', Bytes: 'B', BytesPerSecond: 'B/s', Milliseconds: 'ms', Seconds: 's', UnixSeconds: '', PerSecond: '/s', Count: '', None: '' };
const prefixes = ['', 'K', 'M', 'G', 'T', 'P'];

// Time from a sample's arrival at the server to its paint, in milliseconds; the newest 1,000. `./monitor bench live` reads it.
window.monitorPaint = window.monitorPaint || { milliseconds: [] };

function format(value, unit) {
  if (value === null || value === undefined || Number.isNaN(value)) { return '–'; }
  if (unit === 'UnixSeconds') { return new Date(value * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC'; }
  let prefix = 0;
  if (unit.startsWith('Bytes')) {
    while (Math.abs(value) >= 999.95 && prefix < prefixes.length - 1) { value /= 1000; prefix++; }
  }
  const text = Math.abs(value) < 1000 ? String(Math.round(value * 10) / 10) : Math.round(value).toLocaleString('en-US');
  return (text + ' ' + prefixes[prefix] + units[unit]).trim();
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// The axis counts in UTC, so that its marks fall on round times; points are moved by the zone's distance from UTC at the window's end.
function zoneOffset(timeZone, time) {
  const parts = {};
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'
  });
  for (const part of format.formatToParts(new Date(time))) { parts[part.type] = Number(part.value); }
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return Math.round((local - time) / 60000) * 60000;
}

// ApexCharts writes names as markup into its legend and tooltip; names come from hosts and are only ever text.
function escaped(text) {
  return text.replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
}

// A step that people would choose: 1, 2 or 5 times a power of ten, near `rough`.
function niceStep(rough) {
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  return [1, 2, 5, 10].map(n => n * power).find(n => n >= rough * 0.999) || power;
}

// Where an axis of four round steps ends that begins at 0 and reaches `value`.
function niceTop(value) {
  const power = Math.pow(10, Math.floor(Math.log10(value / 4)));
  return value > 0 ? 4 * power * [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find(n => n * power * 4 >= value * 0.999) : value;
}

function roundTo(value, step) {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

// Lines at limits above a chart, to be moved by mouse, finger or arrow keys. The value is handed on when it is let go.
class LimitLines {
  constructor(chart, layer) {
    this.chart = chart;
    this.layer = layer;
    this.lines = new Map();
  }

  set(limits) {
    for (const [key, line] of this.lines) {
      if (!limits.some(l => l.key === key)) { line.element.remove(); this.lines.delete(key); }
    }
    for (const limit of limits) {
      const line = this.lines.get(limit.key) || this.add(limit);
      line.limit = limit;
      if (!line.moving) { line.value = limit.value; }
      line.element.style.setProperty('--tone', `var(--m-${limit.tone})`);
    }
    this.place();
  }

  add(limit) {
    const element = this.layer.appendChild(document.createElement('div'));
    element.className = 'limit';
    const label = element.appendChild(document.createElement('span'));
    const line = { element, label, limit, value: limit.value };
    if (limit.canMove) {
      element.tabIndex = 0;
      element.setAttribute('role', 'slider');
      element.setAttribute('aria-orientation', 'vertical');
      element.addEventListener('pointerdown', e => this.grab(line, e));
      element.addEventListener('keydown', e => this.key(line, e));
    }
    this.lines.set(limit.key, line);
    return line;
  }

  // What the axis shows; null before the chart is drawn.
  axis() {
    const g = this.chart.chart.w?.globals;
    return g && g.gridHeight > 0 && Number.isFinite(g.maxYArr?.[0]) ? { min: g.minYArr[0], max: g.maxYArr[0], from: g.minX, to: g.maxX, top: g.translateY, left: g.translateX, height: g.gridHeight, width: g.gridWidth } : null;
  }

  place() {
    const axis = this.axis();
    if (!axis) { return; }
    for (const line of this.lines.values()) {
      const { element, label, limit, value } = line;
      const share = Math.min(1, Math.max(0, (value - axis.min) / (axis.max - axis.min || 1)));
      element.style.left = axis.left + 'px';
      element.style.width = axis.width + 'px';
      element.style.top = (axis.top + axis.height * (1 - share)) + 'px';
      const text = limit.name + ' ' + format(value, this.chart.options.unit);
      label.textContent = text;
      if (limit.canMove) {
        element.setAttribute('aria-label', limit.name);
        element.setAttribute('aria-valuemin', axis.min);
        element.setAttribute('aria-valuemax', axis.max);
        element.setAttribute('aria-valuenow', value);
        element.setAttribute('aria-valuetext', text);
      }
    }
  }

  clamp(value, axis) {
    return Math.min(this.chart.options.maximum ?? Infinity, Math.max(axis.min, value));
  }

  grab(line, event) {
    event.preventDefault();
    line.element.focus();
    line.element.setPointerCapture(event.pointerId);
    line.moving = true;
    const move = e => {
      const axis = this.axis();
      const share = 1 - (e.clientY - this.layer.getBoundingClientRect().top - axis.top) / axis.height;
      const value = axis.min + Math.min(1, Math.max(0, share)) * (axis.max - axis.min);
      line.value = this.clamp(roundTo(value, niceStep((axis.max - axis.min) / 200)), axis);
      this.place();
    };
    const drop = () => {
      line.element.removeEventListener('pointermove', move);
      this.tell(line);
    };
    line.element.addEventListener('pointermove', move);
    line.element.addEventListener('lostpointercapture', drop, { once: true });
  }

  key(line, event) {
    const sign = { ArrowUp: 1, ArrowRight: 1, PageUp: 10, ArrowDown: -1, ArrowLeft: -1, PageDown: -10 }[event.key];
    const axis = this.axis();
    if (!sign || !axis) { return; }
    event.preventDefault();
    const step = niceStep((axis.max - axis.min) / 100);
    line.value = this.clamp(roundTo(line.value + sign * (event.shiftKey ? 10 : 1) * step, step), axis);
    this.place();
    line.moving = true;
    clearTimeout(line.telling);
    line.telling = setTimeout(() => this.tell(line), 250);
  }

  // A line that is being moved is the person's: what the server draws meanwhile does not take it back.
  tell(line) {
    line.moving = false;
    if (line.value !== line.limit.value && !this.chart.disposed) {
      this.chart.owner.invokeMethodAsync('LimitAsync', line.limit.key, line.value);
    }
  }
}

// The bands around a forecast, beneath its line. The library's own areas break at a missing value and put the other lines' values wrong where one hovers.
class Bands {
  constructor(chart, frame) {
    this.chart = chart;
    this.area = frame.insertBefore(document.createElementNS('http://www.w3.org/2000/svg', 'svg'), frame.firstChild);
    this.area.setAttribute('class', 'bands');
  }

  place() {
    const axis = this.chart.lines.axis();
    this.area.replaceChildren();
    if (!axis) { return; }
    for (const name of ['left', 'top', 'width', 'height']) { this.area.style[name] = axis[name] + 'px'; }
    const x = t => (t + this.chart.offset - axis.from) / (axis.to - axis.from) * axis.width;
    const y = v => axis.height * (1 - (v - axis.min) / (axis.max - axis.min));
    for (const s of this.chart.series) {
      for (const band of s.bands) {
        let run = [];
        for (let i = 0; i <= s.times.length; i++) {
          if (i < s.times.length && band.low[i] !== null) { run.push(i); continue; }
          if (run.length > 1) { this.draw(s, [...run.map(k => [x(s.times[k]), y(band.high[k])]), ...run.reverse().map(k => [x(s.times[k]), y(band.low[k])])]); }
          run = [];
        }
      }
    }
  }

  draw(s, points) {
    const shape = this.area.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'polygon'));
    shape.setAttribute('points', points.map(p => p.map(n => n.toFixed(1)).join(',')).join(' '));
    shape.style.fill = `var(--m-series-${s.color})`;
  }
}

// Points that stand out, above the lines: each is a link, and says on hover what it is about. One that stays is only moved, so that it keeps the focus.
class Marks {
  constructor(chart, frame) {
    this.chart = chart;
    this.layer = frame.appendChild(document.createElement('div'));
    this.layer.className = 'marks';
    this.links = new Map();
  }

  set(marks) {
    const wanted = new Map(marks.map(m => [m.time + ' ' + m.address, m]));
    for (const [key, { link }] of this.links) {
      if (!wanted.has(key)) { link.remove(); this.links.delete(key); }
    }
    for (const [key, mark] of wanted) {
      const link = this.links.get(key)?.link || this.layer.appendChild(document.createElement('a'));
      link.href = mark.address;
      link.title = mark.text;
      link.setAttribute('aria-label', mark.text);
      link.style.setProperty('--tone', `var(--m-${mark.tone})`);
      this.links.set(key, { link, mark });
    }
    this.place();
  }

  place() {
    const axis = this.chart.lines.axis();
    this.layer.hidden = !axis;
    if (!axis) { return; }
    for (const name of ['left', 'top', 'width', 'height']) { this.layer.style[name] = axis[name] + 'px'; }
    for (const { link, mark } of this.links.values()) {
      const x = (mark.time + this.chart.offset - axis.from) / (axis.to - axis.from);
      link.hidden = !(x >= 0 && x <= 1);
      link.style.left = (x * axis.width) + 'px';
      link.style.top = (axis.height * (1 - Math.min(1, Math.max(0, (mark.value - axis.min) / (axis.max - axis.min || 1))))) + 'px';
    }
  }
}

// What happened meanwhile, as flags at the upper edge with a line down through the curves. Those that stand on top of each other are one flag.
class Events {
  constructor(chart, frame) {
    this.chart = chart;
    this.layer = frame.appendChild(document.createElement('div'));
    this.layer.className = 'events';
  }

  place() {
    const axis = this.chart.lines.axis();
    this.layer.replaceChildren();
    if (!axis) { return; }
    for (const name of ['left', 'top', 'width', 'height']) { this.layer.style[name] = axis[name] + 'px'; }
    const x = t => (t + this.chart.offset - axis.from) / (axis.to - axis.from) * axis.width;
    let last = null;
    for (const event of [...this.chart.events].sort((a, b) => a.time - b.time)) {
      const at = x(event.time);
      const end = event.end === null ? at : x(event.end);
      if (end < 0 || at > axis.width) { continue; }
      if (event.end !== null) { this.span(Math.max(0, at), Math.min(axis.width, end), event); }
      if (at < 0 && event.end === null) { continue; }
      const place = Math.max(0, at);
      if (last && place - last.at < 10) { this.join(last, event); continue; }
      last = { at: place, texts: [], flag: this.flag(place, event) };
      this.join(last, event);
    }
  }

  flag(at, event) {
    const flag = this.layer.appendChild(document.createElement('a'));
    flag.href = event.address;
    flag.style.left = at + 'px';
    flag.style.setProperty('--tone', `var(--m-${event.tone})`);
    return flag;
  }

  // The times are those of the reader's zone, as on the axis.
  join(group, event) {
    const time = new Date(event.time + this.chart.offset).toISOString().slice(0, 16).replace('T', ' ');
    group.texts.push(`${time} ${event.text}`);
    const shown = group.texts.slice(0, 8);
    if (group.texts.length > shown.length) { shown.push(`and ${group.texts.length - shown.length} more`); }
    group.flag.title = shown.join('\n');
    group.flag.setAttribute('aria-label', shown.join('; '));
    if (event.tone === 'critical') { group.flag.style.setProperty('--tone', 'var(--m-critical)'); }
  }

  span(from, to, event) {
    const span = this.layer.appendChild(document.createElement('div'));
    span.className = 'span';
    span.style.left = from + 'px';
    span.style.width = Math.max(2, to - from) + 'px';
    span.style.setProperty('--tone', `var(--m-${event.tone})`);
  }
}

// A chart lives in a shadow root: the page's style sheets (the component library's alone has thousands of attribute selectors) are not matched
// against the hundreds of elements that each update makes. Measured: 26 ms an update instead of 160.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .apexcharts-toolbar { top: -30px !important; }
  .apexcharts-toolbar svg { fill: var(--m-ink-2); }
  .apexcharts-selected svg { fill: var(--m-accent) !important; }
  .chart-reset { font-size: 16px; line-height: 20px; color: var(--m-ink-2); }
  .apexcharts-text tspan, .apexcharts-legend-text { font-family: inherit; }
  .frame { position: relative; }
  .bands { position: absolute; pointer-events: none; overflow: hidden; fill-opacity: .17; }
  .marks { position: absolute; pointer-events: none; }
  .marks [hidden] { display: none; }
  .marks a { position: absolute; width: 24px; height: 24px; margin: -12px 0 0 -12px; pointer-events: auto; }
  .marks a::before { content: ''; position: absolute; inset: 7px; background: var(--tone); border: 1.5px solid var(--m-surface); transform: rotate(45deg); }
  .marks a:hover::before, .marks a:focus-visible::before { inset: 5px; }
  .events { position: absolute; pointer-events: none; overflow: hidden; }
  .events a { position: absolute; top: 0; width: 16px; height: 16px; margin-left: -8px; pointer-events: auto; }
  .events a::before { content: ''; position: absolute; left: 3px; top: 0; border: 5px solid transparent; border-top: 9px solid var(--tone); border-bottom: 0; }
  .events a::after { content: ''; position: absolute; left: 8px; top: 9px; height: 600px; border-left: 1px dashed var(--tone); opacity: .55; pointer-events: none; }
  .events a:hover::after, .events a:focus-visible::after { opacity: 1; border-left-style: solid; }
  .events .span { position: absolute; top: 0; bottom: 0; background: var(--tone); opacity: .1; }
  .limit { position: absolute; height: 24px; margin-top: -12px; touch-action: none; pointer-events: none; }
  .limit[role=slider] { cursor: ns-resize; pointer-events: auto; }
  .limit::before { content: ''; position: absolute; inset: 11px 0 auto 0; border-top: 2px dashed var(--tone); }
  .limit span { position: absolute; right: 0; top: 2px; padding: 0 8px; border-radius: 10px; font-size: 12px; line-height: 20px; color: var(--m-surface); background: var(--tone); white-space: nowrap; }
  .limit:focus-visible { outline: 2px solid var(--m-accent); border-radius: 4px; }
`);

function shadowOf(element) {
  const root = element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  const frame = root.appendChild(document.createElement('div'));
  frame.className = 'frame';
  return frame;
}

class TimeChart {
  constructor(element, options, owner) {
    this.element = element;
    this.options = options;
    this.owner = owner;
    this.series = options.series.map((s, i) => ({ name: escaped(s.name), color: s.color, bandName: s.bandName, times: options.columns[i].times, values: options.columns[i].values, bands: options.columns[i].bands }));
    this.from = options.from;
    this.to = options.to;
    this.offset = zoneOffset(options.timeZone, options.to);
    this.visible = true;
    this.dirty = false;
    this.shades = options.shades || [];
    const frame = shadowOf(element);
    this.limits = options.limits || [];
    this.marks = options.marks || [];
    this.chart = new ApexCharts(frame.appendChild(document.createElement('div')), this.settings());
    this.lines = new LimitLines(this, frame);
    this.bands = new Bands(this, frame);
    this.marked = new Marks(this, frame);
    this.events = options.events || [];
    this.lane = new Events(this, frame);
    this.ready = this.chart.render();
    this.observer = new IntersectionObserver(entries => {
      this.visible = entries[entries.length - 1].isIntersecting;
      if (this.visible && this.dirty) { this.draw(); }
    });
    this.observer.observe(element);
    this.ready.then(() => { this.lines.set(this.limits); this.bands.place(); this.marked.set(this.marks); this.lane.place(); });
    this.onGrab = down => this.grab(down);
    frame.addEventListener('pointerdown', this.onGrab);
    this.onTheme = () => this.chart.updateOptions({ ...this.look(), annotations: this.annotations() }, false, false, false);
    window.addEventListener('monitor-theme', this.onTheme);
  }

  // The library moves within what it was given, which is the window that is shown: a drag with the hand asks the page for the time beside it, up to now.
  grab(down) {
    const globals = this.chart.w.globals;
    if (!globals.panEnabled || down.button !== 0 || down.target.closest('.apexcharts-toolbar')) { return; }
    const [from, to] = [this.from, this.to];
    const done = new AbortController();
    window.addEventListener('pointercancel', () => done.abort(), { signal: done.signal });
    window.addEventListener('pointerup', up => {
      done.abort();
      const shift = Math.round(Math.max((up.clientX - down.clientX) / globals.gridWidth * (to - from), to - Math.max(to, Date.now())));
      if (!this.disposed && Math.abs(up.clientX - down.clientX) > 3 && shift !== 0) { this.owner.invokeMethodAsync('ZoomAsync', Math.round(from) - shift, Math.round(to) - shift); }
    }, { signal: done.signal });
  }

  look() {
    return {
      colors: this.series.map(s => token('--m-series-' + s.color)),
      grid: { borderColor: token('--m-line'), padding: { left: 8, right: 8, top: -12 } },
      tooltip: { theme: document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light' },
      xaxis: { labels: { style: { colors: token('--m-ink-2') } }, axisBorder: { color: token('--m-line') }, axisTicks: { color: token('--m-line') } },
      yaxis: this.yAxis(),
      legend: { labels: { colors: token('--m-ink-2') } }
    };
  }

  yAxis() {
    const unit = this.options.unit;
    return {
      min: lowest => this.bottom(lowest), max: this.options.maximum ?? (this.limits.length || this.isBanded() || this.marks.length ? highest => this.top(highest) : undefined),
      tickAmount: 4, forceNiceScale: this.options.maximum === null,
      labels: { minWidth: 64, maxWidth: 80, style: { colors: token('--m-ink-2'), fontSize: '12px' }, formatter: v => format(v, unit) }
    };
  }

  isBanded() {
    return this.options.series.some(s => s.hasBands);
  }

  // What the axis must reach beside the lines: the bands, and the marks of the window.
  tops() {
    const marks = this.marks.filter(m => m.time >= this.from && m.time <= this.to).map(m => m.value);
    return [...marks, ...this.series.flatMap(s => s.bands.map(b => b.high.reduce((top, v) => Math.max(top, v ?? 0), 0)))];
  }

  // Where the axis begins: at 0. Shares below it, such as of an error that grew, begin at a step that is round from their 100 % down.
  bottom(lowest) {
    const most = this.options.maximum;
    return this.options.unit === 'UnixSeconds' ? lowest : lowest < 0 && most > 0 ? most - 2 * most * Math.ceil((most - lowest) / (2 * most)) : Math.min(lowest, 0);
  }

  // Where the axis ends: above limits, bands and marks, at a round step; moments have no 0 to count from.
  top(highest) {
    const most = Math.max(highest, ...this.limits.map(l => l.value * 1.2), ...this.tops());
    return this.options.unit === 'UnixSeconds' ? most : niceTop(most);
  }

  // What the tooltip says of a point: its value, and the innermost band around it.
  said(value, point) {
    const unit = this.options.unit;
    const s = this.series[point?.seriesIndex];
    const band = s?.bands[s.bands.length - 1];
    const at = band ? s.times.indexOf(point.w.globals.seriesX[point.seriesIndex][point.dataPointIndex] - this.offset) : -1;
    return at < 0 || band.low[at] === null ? format(value, unit) : `${format(value, unit)}, ${s.bandName}: ${format(band.low[at], unit)} to ${format(band.high[at], unit)}`;
  }

  settings() {
    const options = this.options;
    const full = new Intl.DateTimeFormat('en-GB', { timeZone: options.timeZone, dateStyle: 'medium', timeStyle: 'medium' });
    const look = this.look();
    const range = (min, max) => {
      if (min && max && max - min > 1000) { this.owner.invokeMethodAsync('ZoomAsync', Math.round(min - this.offset), Math.round(max - this.offset)); }
    };
    return {
      ...look,
      chart: {
        type: 'line', height: options.height, group: options.group || undefined, id: 'chart-' + options.id,
        animations: { enabled: false }, fontFamily: 'inherit', background: 'transparent',
        toolbar: { show: true, tools: { download: false, zoom: true, zoomin: false, zoomout: false, pan: true, reset: '<span class="chart-reset" title="Back to the live window">↺</span>' } },
        zoom: { enabled: true, type: 'x', autoScaleYaxis: false, allowMouseWheelZoom: false },
        events: {
          zoomed: (_, { xaxis }) => range(xaxis.min, xaxis.max),
          mounted: () => this.place(),
          updated: () => this.place(),
          beforeResetZoom: () => { this.owner.invokeMethodAsync('ResetZoomAsync'); return { xaxis: this.window() }; }
        }
      },
      annotations: this.annotations(),
      series: this.shape(),
      stroke: { width: 1.75, curve: 'straight', dashArray: this.isBanded() ? options.series.map(s => s.hasBands ? 4 : 0) : 0 },
      markers: { size: 0, hover: { size: 3 } },
      dataLabels: { enabled: false },
      legend: { ...look.legend, show: options.series.length > 1, showForSingleSeries: false, position: 'bottom', fontSize: '13px', onItemClick: { toggleDataSeries: true }, markers: { size: 6, strokeWidth: 0, offsetX: -4 }, itemMargin: { horizontal: 10 } },
      tooltip: { ...look.tooltip, shared: true, intersect: false, x: { formatter: t => full.format(new Date(t - this.offset)) }, y: { formatter: (v, point) => this.said(v, point) } },
      xaxis: {
        ...look.xaxis, ...this.window(), type: 'datetime', tooltip: { enabled: false },
        labels: {
          datetimeUTC: true, rotate: 0, hideOverlappingLabels: true, style: { colors: token('--m-ink-2'), fontSize: '12px' },
          datetimeFormatter: { year: 'yyyy', month: "MMM 'yy", day: 'dd MMM', hour: 'HH:mm', minute: 'HH:mm', second: 'HH:mm:ss' }
        }
      },
      noData: { text: options.empty, style: { color: token('--m-ink-2'), fontSize: '15px' } }
    };
  }

  place() {
    this.lines?.place();
    this.bands?.place();
    this.marked?.place();
    this.lane?.place();
  }

  window() {
    return { min: this.from + this.offset, max: this.to + this.offset };
  }

  // A pause of more than the gap is drawn as a gap: a missing value is never a line, and never zero. What is expected comes in steps of its own and says itself where nothing is known.
  shape() {
    return this.series.map(s => {
      const data = [];
      for (let i = 0; i < s.times.length; i++) {
        if (i > 0 && !s.bands.length && s.times[i] - s.times[i - 1] > this.options.gap) { data.push([s.times[i - 1] + this.offset + 1, null]); }
        data.push([s.times[i] + this.offset, s.values[i]]);
      }
      return { name: s.name, data };
    });
  }

  // Times in which the rule would have fired, and what values mean.
  annotations() {
    return {
      yaxis: (this.options.zones || []).map(z => ({ y: z.low, y2: z.high, fillColor: token('--m-' + z.tone), borderColor: 'transparent', opacity: 0.12 })),
      xaxis: this.shades.map(s => ({ x: s.from + this.offset, x2: s.to + this.offset, fillColor: token('--m-' + s.tone), borderColor: 'transparent', opacity: 0.22 }))
    };
  }

  async setRule(limits, shades) {
    this.limits = limits;
    this.shades = shades;
    await this.ready;
    if (this.disposed) { return; }
    await this.chart.updateOptions({ annotations: this.annotations(), yaxis: this.yAxis() }, false, false, false);
    this.lines.set(limits);
  }

  async setMarks(marks) {
    this.marks = marks;
    await this.ready;
    if (this.disposed) { return; }
    await this.chart.updateOptions({ yaxis: this.yAxis() }, false, false, false);
    this.marked.set(marks);
  }

  async setEvents(events) {
    this.events = events;
    await this.ready;
    if (!this.disposed) { this.lane.place(); }
  }

  setData(from, to, gap, columns) {
    this.from = from;
    this.to = to;
    this.options.gap = gap;
    columns.forEach((c, i) => { this.series[i].times = c.times; this.series[i].values = c.values; this.series[i].bands = c.bands; });
    return this.draw(true);
  }

  append(to, points) {
    const span = this.to - this.from;
    this.to = to;
    this.from = to - span;
    for (const p of points) {
      const s = this.series[p.series];
      if (s.times.length && p.time <= s.times[s.times.length - 1]) { continue; }
      s.times.push(p.time);
      s.values.push(p.value);
      let old = 0;
      while (old < s.times.length && s.times[old] < this.from) { old++; }
      if (old > 0) { s.times.splice(0, old); s.values.splice(0, old); }
    }
    return this.draw();
  }

  // A tick is painted only where somebody looks; a whole new window always.
  async draw(always) {
    if (!this.visible && !always) { this.dirty = true; return; }
    this.dirty = false;
    await this.ready;
    if (this.disposed) { return; }
    await this.chart.updateOptions({ series: this.shape(), xaxis: this.window() }, false, false, false);
  }

  dispose() {
    this.disposed = true;
    this.observer.disconnect();
    window.removeEventListener('monitor-theme', this.onTheme);
    this.ready.then(() => this.chart.destroy());
  }
}

export function create(element, options, owner) {
  return new TimeChart(element, options, owner);
}

// All charts of a page get a tick in one call; `arrived` is when the server received it, in unix milliseconds.
export async function appendAll(updates, arrived) {
  await Promise.all(updates.map(u => u.chart.append(u.to, u.points)));
  requestAnimationFrame(() => setTimeout(() => {
    const list = window.monitorPaint.milliseconds;
    list.push(Date.now() - arrived);
    if (list.length > 1000) { list.shift(); }
  }));
}
