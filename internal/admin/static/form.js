// Forms: Ctrl+S saves, what was typed is not left by accident.
(() => {
  'use strict';
  const { $ } = window.liaison;
  let changed = false;
  document.addEventListener('input', (event) => { if (event.target.closest('[data-form]')) changed = true; });
  document.addEventListener('submit', () => { changed = false; });
  addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
    const form = $('[data-form]');
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
})();
