// What is typed into a long form, kept in the browser's tab until it is sent. The names begin like those of composer.js, which takes away what another person of this tab left.
const prefix = 'monitor.draft.';

export function kept(own) {
  return sessionStorage.getItem(prefix + own);
}

export function keep(own, text) {
  try { sessionStorage.setItem(prefix + own, text); } catch { /* no room in the tab: the form itself still has it */ }
}

export function forget(own) {
  sessionStorage.removeItem(prefix + own);
}
