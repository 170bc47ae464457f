// The second click of a double click on a button is no second wish: it would do the thing twice, or meet what the first one left behind and say in red that it is not to be done.
// Buttons that are meant to be pressed quickly one time after the other say so with data-repeat, on themselves or around them.
window.addEventListener('click', event => {
  const button = event.detail > 1 && event.target.closest?.('button.button');
  if (button && !button.closest('[data-repeat]')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
