// A page that looks alive and is not would be worse than one that says so: whatever keeps clicks from reaching the server is told, until they do.
(function () {
  const root = document.documentElement;
  const patience = 20_000; // ms

  function tell() {
    if (root.dataset.live !== 'true') {
      const notice = document.getElementById('blazor-error-ui');
      notice.style.display = 'block';
      new MutationObserver((_, watch) => {
        notice.style.display = 'none';
        watch.disconnect();
      }).observe(root, { attributeFilter: ['data-live'] });
    }
  }

  window.addEventListener('unhandledrejection', tell);
  window.addEventListener('error', event => {
    if (!(event.target instanceof HTMLImageElement)) {
      tell();
    }
  }, true);
  window.addEventListener('load', () => setTimeout(tell, patience));
})();
