// The command palette: Ctrl+K, or the search in the bar. Arrows move through what
// was found, Enter opens it.
(() => {
  'use strict';
  const { $, all } = window.liaison;
  const palette = $('#palette');
  if (!palette) return;
  const input = $('input', palette);
  const form = $('form', palette);

  function open(typed = '') {
    if (palette.open) return;
    palette.showModal();
    input.value = typed;
    input.select();
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const items = () => all('.found-item', palette);
  function move(by) {
    const list = items();
    if (list.length === 0) return;
    const at = list.indexOf(document.activeElement);
    if (at + by < 0) input.focus(); else list[Math.min(at + by, list.length - 1)].focus();
  }
  palette.addEventListener('keydown', (event) => {
    switch (event.key) {
      case 'ArrowDown': event.preventDefault(); move(1); break;
      case 'ArrowUp': event.preventDefault(); move(-1); break;
      case 'Enter': if (event.target === input) { event.preventDefault(); items()[0]?.click(); } break;
      default: if (event.key.length === 1 && event.target !== input && !event.ctrlKey && !event.metaKey) input.focus();
    }
  });
  // An answer that comes late takes the list from under the focus, which stays at its place.
  let at = -1;
  document.addEventListener('htmx:before:swap', () => { at = items().indexOf(document.activeElement); });
  document.addEventListener('htmx:after:swap', () => {
    if (at >= 0) (items()[Math.min(at, items().length - 1)] ?? input).focus();
    at = -1;
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); open(); }
  });
  // The search in the bar is the palette, for those who have scripts.
  const bar = $('[data-palette-open]');
  bar?.addEventListener('pointerdown', (event) => { event.preventDefault(); open(); });
  bar?.addEventListener('input', () => { open(bar.value); bar.value = ''; input.setSelectionRange(input.value.length, input.value.length); });
})();
