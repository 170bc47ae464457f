// The box for an answer: keeps what is typed in the tab until it is sent, and tells the server which name is being typed.
const prefix = 'monitor.draft.';

export function attach(box, owner, who, asks) {
  const own = prefix + who;
  const person = prefix + who.split('.')[0] + '.';
  let open = false;
  let timer = 0;

  // What another person of this tab left is not shown to this one.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(prefix) && !key.startsWith(person)) sessionStorage.removeItem(key);
  }

  const tell = (method, value) => owner.invokeMethodAsync(method, value).catch(() => {}); // while the connection is away nobody is asked

  const keep = () => {
    try {
      if (box.value) sessionStorage.setItem(own, JSON.stringify({ key: box.dataset.key, text: box.value, internal: box.dataset.internal === 'true' }));
      else sessionStorage.removeItem(own);
    } catch { /* no room in the tab: the server's copy is a second old */ }
  };

  const letters = () => {
    const found = /(?:^|[^\w@#/&])@([A-Za-z0-9][A-Za-z0-9._@-]{0,63})?$/.exec(box.value.slice(0, box.selectionStart));
    return found && box.selectionStart === box.selectionEnd ? found[1] ?? '' : null;
  };

  const typed = () => {
    keep();
    if (!asks) return;
    clearTimeout(timer);
    const asked = letters();
    if (asked !== null || open) timer = setTimeout(() => tell('SuggestAsync', letters()), 150);
  };

  const put = (from, to, text) => {
    box.focus();
    box.setRangeText(text, from, to, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const pressed = event => {
    if (open && ['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'].includes(event.key)) {
      event.preventDefault();
      tell('KeyAsync', event.key);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      box.form.requestSubmit();
    }
  };

  const left = () => { if (open) tell('KeyAsync', 'Escape'); };

  box.addEventListener('input', typed);
  box.addEventListener('keydown', pressed);
  box.addEventListener('blur', left);
  return {
    value: () => box.value,
    kept: () => { try { return JSON.parse(sessionStorage.getItem(own)); } catch { return null; } },
    forget: () => sessionStorage.removeItem(own),
    setOpen: value => { open = value; },
    complete: name => {
      const asked = letters();
      if (asked !== null) put(box.selectionStart - asked.length, box.selectionStart, name + ' ');
    },
    insert: text => {
      const at = box.selectionStart;
      put(at, box.selectionEnd, (at > 0 && box.value[at - 1] !== '\n' ? '\n' : '') + text);
    },
    dispose: () => {
      clearTimeout(timer);
      box.removeEventListener('input', typed);
      box.removeEventListener('keydown', pressed);
      box.removeEventListener('blur', left);
    },
  };
}
