// The order of a list, by dragging or with Alt and the arrow keys. Each move is
// what the buttons do: without them the list is only read.
(() => {
  'use strict';
  const { $, all } = window.liaison;
  let dragged = null;
  const rowOf = (element) => element?.closest?.('[data-sortable] > li');

  // A row can be dragged by its grip alone, so that text in it can be selected.
  document.addEventListener('pointerdown', (event) => {
    const row = rowOf(event.target);
    if (row) row.draggable = Boolean(event.target.closest('[data-grip]'));
  });
  document.addEventListener('dragstart', (event) => {
    dragged = rowOf(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', '');
    dragged.classList.add('dragged');
  });
  document.addEventListener('dragover', (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    if (row !== dragged) row[event.clientY < box.top + box.height / 2 ? 'before' : 'after'](dragged);
  });
  document.addEventListener('dragend', () => {
    if (!dragged) return;
    dragged.classList.remove('dragged');
    const position = all('li', dragged.parentElement).indexOf(dragged) + 1;
    if (String(position) !== dragged.dataset.position) {
      const button = $('[data-up]', dragged);
      button.disabled = false;
      button.value = String(position);
      button.click();
    }
    dragged = null;
  });

  document.addEventListener('keydown', (event) => {
    if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    const row = rowOf(event.target);
    if (!row) return;
    event.preventDefault();
    const button = $(event.key === 'ArrowUp' ? '[data-up]' : '[data-down]', row);
    if (button.disabled) return;
    button.focus();
    button.click();
  });

  // At an end of the list one button is not to be pressed: the other has the focus.
  let pressed = null;
  document.addEventListener('htmx:before:swap', () => {
    pressed = document.activeElement?.closest('[data-up], [data-down]')?.id;
  });
  document.addEventListener('htmx:after:swap', () => {
    const button = pressed && document.getElementById(pressed);
    pressed = null;
    if (!button) return;
    (button.disabled ? $('.moves button:not(:disabled)', button.closest('li')) : button)?.focus();
  });
})();
