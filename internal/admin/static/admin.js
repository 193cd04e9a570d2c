// What every page does: theme, navigation, keys, times, toasts, questions.
(() => {
  'use strict';
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (element) => element.closest('input, textarea, select, [contenteditable], [role=combobox]');

  // Points in time are in UTC in the page; the reader sees their own.
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
  function showTimes(within) {
    for (const element of all('time[datetime]', within)) {
      const given = element.dateTime;
      const when = new Date(given);
      if (element.dataset.shown || Number.isNaN(when.getTime())) continue;
      element.dataset.shown = 'yes';
      element.title = given;
      element.textContent = (given.length > 10 ? moment : day).format(when);
    }
  }

  function focusFirst(within) {
    const element = $('[data-focus]', within);
    if (element) element.focus();
  }

  // Toasts stay long enough to be read and to undo; those who point at them, or
  // have the focus in them, need not hurry.
  const toastLives = 10000;
  function startToast(toast) {
    if (toast.dataset.started) return;
    toast.dataset.started = 'yes';
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), toastLives); };
    const stop = () => clearTimeout(timer);
    toast.addEventListener('mouseenter', stop);
    toast.addEventListener('mouseleave', start);
    toast.addEventListener('focusin', stop);
    toast.addEventListener('focusout', start);
    start();
  }

  function refresh(within = document) {
    showTimes(within);
    all('[data-toast]', within).forEach(startToast);
    focusFirst(within);
  }

  // What was done is told once: going back does not tell it again.
  function forgetDone() {
    const here = new URL(location.href);
    if (!here.searchParams.has('done')) return;
    here.searchParams.delete('done');
    history.replaceState(history.state, '', here);
  }

  // What is selected in a list is forgotten by who leaves it. The pages that say what
  // an action would do are part of the list.
  function forgetSelections() {
    try {
      for (const key of Object.keys(sessionStorage)) {
        const list = key.startsWith('selected ') ? key.slice('selected '.length) : null;
        if (list && ![list, `${list}/action`, `${list}/actions`].includes(location.pathname)) sessionStorage.removeItem(key);
      }
    } catch { /* nothing is kept */ }
  }

  const actions = {
    '[data-theme]': () => {
      const dark = document.documentElement.classList.toggle('dark');
      try { localStorage.setItem('theme', dark ? 'dark' : 'light'); } catch { /* for this page alone */ }
    },
    '[data-navigation]': (button) => {
      const open = document.body.classList.toggle('navigation-open');
      button.setAttribute('aria-expanded', String(open));
    },
    '[data-help]': () => $('#help').showModal(),
    '[data-dismiss]': (button) => button.closest('[data-toast]').remove(),
    '[data-copy]': async (button) => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.dataset.copied = 'yes';
      setTimeout(() => delete button.dataset.copied, 2000);
    },
    '[data-print]': () => print(),
  };
  document.addEventListener('click', (event) => {
    for (const [selector, act] of Object.entries(actions)) {
      const element = event.target.closest(selector);
      if (element) { act(element, event); return; }
    }
    if (event.target.matches('dialog')) event.target.close(); // beside it
  });

  // A form that does harm asks first.
  document.addEventListener('submit', (event) => {
    const question = event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  // The key U presses the button of the toast. Once that is gone, the server knows
  // what was done last.
  function undoLast() {
    const button = $('[data-undo]');
    if (button) { button.click(); return; }
    const form = $('#undo-last');
    if (form) {
      form.elements.back.value = location.pathname + location.search;
      form.requestSubmit();
      return;
    }
    const why = $('#no-undo');
    if (!why || $('#toaster [data-toast]')) return;
    $('#toaster').append(why.content.cloneNode(true));
    refresh($('#toaster'));
  }

  const keys = {
    '?': () => $('#help')?.showModal(),
    '/': () => ($('[data-search]') ?? $('[data-palette-open]'))?.focus(),
    n: () => $('[data-add]')?.click(),
    u: undoLast,
    '[': () => $('[rel=prev]')?.click(),
    ']': () => $('[rel=next]')?.click(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.body.classList.contains('navigation-open')) $('[data-navigation]').click();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || $('dialog[open]')) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener('htmx:after:swap', () => refresh());
  forgetSelections();
  document.addEventListener('DOMContentLoaded', () => {
    refresh();
    forgetDone();
  });
  window.liaison = { $, all, typing, refresh };
})();
