// Runs before the first paint. Without a choice yet, the system's preference is the choice; the page is asked for once more so that the
// server sends the matching style sheet.
(function () {
  const cookie = /(?:^|; )monitor\.theme=([^;]+)/.exec(document.cookie);
  if (!cookie) {
    const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
    document.cookie = 'monitor.theme=' + (dark ? 'standard-dark' : 'standard') + '; path=/; max-age=31536000; samesite=lax';
    if (dark && document.cookie.includes('monitor.theme=')) { location.reload(); }
  }
})();
