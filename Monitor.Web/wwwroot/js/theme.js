// Runs before the first paint. Tells the server the browser's time zone. Without a choice yet, the system's preference is the choice; the page is asked for once more so that the
// server sends the matching style sheet.
(function () {
  document.cookie = 'monitor.zone=' + encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC') + '; path=/; max-age=31536000; samesite=lax';
  const cookie = /(?:^|; )monitor\.theme=([^;]+)/.exec(document.cookie);
  if (!cookie) {
    const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
    document.cookie = 'monitor.theme=' + (dark ? 'standard-dark' : 'standard') + '; path=/; max-age=31536000; samesite=lax';
    if (dark && document.cookie.includes('monitor.theme=')) { location.reload(); }
  }
})();
