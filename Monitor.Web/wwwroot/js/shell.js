// What the page frame needs of the browser: its time zone, the theme, and the keyboard's Ctrl-K.
export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

export function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.cookie = 'monitor.theme=' + (dark ? 'standard-dark' : 'standard') + '; path=/; max-age=31536000; samesite=lax';
  window.dispatchEvent(new CustomEvent('monitor-theme'));
}

export function listen(layout) {
  const onKey = event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      layout.invokeMethodAsync('OpenSearchAsync');
    }
  };
  document.addEventListener('keydown', onKey);
  document.documentElement.dataset.live = 'true'; // from here on a click reaches the server
  return { dispose: () => document.removeEventListener('keydown', onKey) };
}

export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
