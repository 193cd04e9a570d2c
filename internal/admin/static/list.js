// Lists by keyboard: arrows or J and K move, Enter opens, X selects. Where the
// list is fetched anew, the row keeps the focus.
(() => {
  'use strict';
  const { $, all, typing } = window.liaison;
  const rows = () => all('[data-rows] tbody tr');
  let last = null;

  function focusRow(index) {
    const list = rows();
    if (list.length === 0) return;
    const row = list[Math.max(0, Math.min(index, list.length - 1))];
    ($('.row-link', row) ?? $('a, button, input', row))?.focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || $('dialog[open]')) return;
    const search = event.target.closest('[data-search]');
    if (search && event.key === 'ArrowDown') { event.preventDefault(); focusRow(0); return; }
    if (search && event.key === 'Escape' && search.value === '') { search.blur(); return; }
    if (typing(event.target) && event.target.type !== 'checkbox') return;
    const row = event.target.closest('[data-rows] tbody tr');
    const at = row ? rows().indexOf(row) : -1;
    switch (event.key) {
      case 'ArrowDown': case 'j': if (rows().length) { event.preventDefault(); focusRow(at + 1); } break;
      case 'ArrowUp': case 'k':
        if (at < 0) break;
        event.preventDefault();
        if (at === 0 && event.key === 'ArrowUp') $('[data-search]')?.focus(); else focusRow(at - 1);
        break;
      case 'Home': if (row) { event.preventDefault(); focusRow(0); } break;
      case 'End': if (row) { event.preventDefault(); focusRow(rows().length - 1); } break;
      case 'x': $('input[type=checkbox]', row ?? document.createElement('p'))?.click(); break;
    }
  });

  // A click anywhere on a row opens it, but for the cell of its box.
  document.addEventListener('click', (event) => {
    const row = event.target.closest('[data-rows] tbody tr');
    if (!row || event.target.closest('a, button, input, label, .pick') || getSelection().toString()) return;
    $('.row-link', row)?.click();
  });

  // What had the focus before the list was fetched anew has it after.
  document.addEventListener('htmx:before:swap', () => {
    const link = document.activeElement?.closest('#list a, #list button');
    last = link ? { rel: link.getAttribute('rel'), head: link.closest('th')?.cellIndex, row: link.closest('tr')?.dataset.id } : null;
  });
  document.addEventListener('htmx:after:swap', () => {
    if (!last || document.activeElement !== document.body) return;
    if (last.rel) focusRow(0);
    else if (last.head !== undefined) $(`#list th:nth-child(${last.head + 1}) a`)?.focus();
    else if (last.row) $(`#list tr[data-id="${last.row}"] .row-link`)?.focus();
    last = null;
  });
})();
