// Inputs that look things up while one types: <div data-picker="SOURCE"> with a
// hidden input for the id and a visible one for the name. BASE/pick/SOURCE?search=
// answers with <li role="option" data-value data-label>. The keys are those of
// the ARIA pattern for comboboxes.
(() => {
  'use strict';
  const { $, all } = window.liaison;
  let count = 0;

  function start(picker) {
    if (picker.dataset.started) return;
    picker.dataset.started = 'yes';
    const hidden = $('input[type=hidden]', picker);
    const input = $('[role=combobox]', picker);
    const list = document.createElement('ul');
    list.id = `picker-${++count}`;
    list.className = 'picker-list';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? input.getAttribute('aria-label') ?? '');
    list.hidden = true;
    picker.append(list);
    input.setAttribute('aria-controls', list.id);
    let shown = input.value;
    let timer, request, at = -1;

    const close = () => { list.hidden = true; at = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const choose = (option) => {
      if (option.hasAttribute('aria-disabled')) return;
      hidden.value = option.dataset.value;
      input.value = shown = option.dataset.label;
      close();
      hidden.dispatchEvent(new Event('change', { bubbles: true }));
      picker.dispatchEvent(new CustomEvent('picked', { bubbles: true, detail: { value: option.dataset.value, label: option.dataset.label } }));
    };
    const mark = (next) => {
      const options = all('[role=option]', list);
      if (options.length === 0) return;
      at = (next + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
      options[at].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', options[at].id);
    };
    const look = async () => {
      request?.abort();
      request = new AbortController();
      const address = `${document.body.dataset.base}/pick/${picker.dataset.picker}?search=${encodeURIComponent(input.value.trim())}`;
      try {
        const response = await fetch(address, { signal: request.signal, headers: { Accept: 'text/html' } });
        if (!response.ok || response.redirected) { close(); return; } // to the sign-in page, say
        list.innerHTML = await response.text();
        all('[role=option]', list).forEach((option, i) => { option.id = `${list.id}-${i}`; });
        list.hidden = false;
        at = -1;
        input.setAttribute('aria-expanded', 'true');
      } catch (error) {
        if (error.name !== 'AbortError') throw error;
      }
    };
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, 120); });
    input.addEventListener('keydown', (event) => {
      switch (event.key) {
        case 'ArrowDown': event.preventDefault(); if (list.hidden) look(); else mark(at + 1); break;
        case 'ArrowUp': event.preventDefault(); mark(at - 1); break;
        case 'Enter': {
          const option = all('[role=option]', list)[Math.max(at, 0)];
          if (!list.hidden && option) { event.preventDefault(); choose(option); }
          break;
        }
        case 'Escape': if (!list.hidden) { event.preventDefault(); close(); } break;
      }
    });
    // Enter chooses; it never sends the form.
    input.addEventListener('keypress', (event) => { if (event.key === 'Enter') event.preventDefault(); });
    // Whoever leaves without choosing keeps what was chosen before.
    input.addEventListener('blur', () => setTimeout(() => {
      if (document.activeElement === input) return; // back again
      close();
      if (input.value.trim() === '' && !picker.hasAttribute('data-free')) { hidden.value = ''; shown = ''; }
      else if (!picker.hasAttribute('data-free')) input.value = shown;
    }, 150));
    list.addEventListener('mousedown', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) { event.preventDefault(); choose(option); }
    });
    $('[data-clear]', picker)?.addEventListener('click', () => {
      hidden.value = input.value = shown = '';
      hidden.dispatchEvent(new Event('change', { bubbles: true }));
      input.focus();
    });
  }

  const startAll = () => all('[data-picker]').forEach(start);
  window.liaison.pickers = startAll; // for rows that a script adds
  document.addEventListener('DOMContentLoaded', startAll);
  document.addEventListener('htmx:after:swap', startAll);
})();
