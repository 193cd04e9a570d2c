// Forms: Ctrl+S saves, what was typed is not left by accident.
(() => {
  'use strict';
  const { $ } = window.liaison;
  let changed = false;
  document.addEventListener('input', (event) => { if (event.target.closest('[data-form]')) changed = true; });
  // Sent twice, a form would make two records: a second time right after the first
  // does not count. (A download leaves the page where it is, to be asked for again.)
  let sent = null;
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    if (event.target.matches('[data-form]')) changed = false;
    if (event.target.method !== 'post') return;
    if (sent === event.target) event.preventDefault();
    sent = event.target;
    setTimeout(() => { sent = null; }, 3000);
  });
  addEventListener('pageshow', () => { sent = null; });
  addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
    const form = $('[data-form]');
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
})();
