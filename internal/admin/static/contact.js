// The form of a contact: rows come and go, the star of a list can be taken away,
// tags are chips, an organization is linked or written, an address has the inputs
// of its country. Without this script the same form has rows to spare.
(() => {
  'use strict';
  const { $, all, pickers } = window.liaison;
  const changed = (element) => element.dispatchEvent(new Event('input', { bubbles: true }));

  // Rows
  const named = 'name for id aria-describedby list href'.split(' ');
  function rename(root, place) {
    for (const element of [root, ...all('*', root)]) {
      for (const name of [...named, 'value', 'data-address-fields']) {
        const value = element.getAttribute(name);
        if (value?.includes('__row__')) element.setAttribute(name, value.replaceAll('__row__', place));
      }
    }
  }
  function addRow(list) {
    const rows = $(`[data-rows-of="${list}"]`);
    const places = all(`[data-rows-of="${list}"] [name^="${list}."]`).map((e) => Number(e.name.split('.')[1])).filter(Number.isFinite);
    const row = $(`template[data-row-of="${list}"]`).content.firstElementChild.cloneNode(true);
    rename(row, String(Math.max(-1, ...places) + 1));
    rows.append(row);
    pickers();
    return row;
  }
  const inputsOf = (row) => $('.row-inputs input:not([type=hidden]), .row-inputs select', row);
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-add-row]');
    if (!button) return;
    const row = addRow(button.dataset.addRow);
    changed(row);
    inputsOf(row)?.focus();
  });
  // A row that is not stored yet goes at once; one that is can be kept until the
  // form is saved.
  document.addEventListener('change', (event) => {
    const box = event.target.closest('[data-remove]');
    if (!box) return;
    const row = box.closest('[data-row]');
    const stored = row.closest('[data-rows-of="external_ids"]') ? null : $('input[type=hidden][name$=".id"]:not([name$=".address.id"])', row);
    if (stored) {
      if (box.checked) all('.star input', row).forEach((star) => { star.checked = false; });
      return;
    }
    const next = row.closest('fieldset').querySelector('[data-add-row]');
    row.remove();
    next.focus();
  });

  // A click on the star that is on takes it away: no channel is the primary one.
  let was = null;
  document.addEventListener('pointerdown', (event) => {
    const star = event.target.closest('.star')?.querySelector('input');
    was = star?.checked ? star : null;
  });
  document.addEventListener('click', (event) => {
    if (event.target !== was) return;
    was.checked = false;
    was = null;
    changed(event.target);
  });

  // Tags
  function startTags(field) {
    const area = $('textarea', field);
    const chips = $('template:not([data-chip])', field).content.firstElementChild.cloneNode(true);
    const one = $('template[data-chip]', field).content.firstElementChild;
    const list = $('ul', chips);
    const input = $('[role=combobox]', chips);
    const names = () => area.value.split('\n').map((s) => s.trim()).filter(Boolean);
    const show = () => {
      list.replaceChildren(...names().map((name) => {
        const chip = one.cloneNode(true);
        $('bdi', chip).textContent = name;
        const button = $('button', chip);
        button.setAttribute('aria-label', button.getAttribute('aria-label').replace('__name__', name));
        button.addEventListener('click', () => { write(names().filter((n) => n !== name)); input.focus(); });
        return chip;
      }));
    };
    const write = (list) => { area.value = list.join('\n'); show(); changed(area); };
    const add = (text) => {
      const fresh = text.split(/[,\n]/).map((s) => s.trim().replace(/\s+/g, ' ')).filter(Boolean);
      const lower = new Set(names().map((n) => n.toLowerCase()));
      write([...names(), ...fresh.filter((n) => !lower.has(n.toLowerCase()))]);
      input.value = '';
    };
    area.before(chips);
    area.hidden = true;
    input.id = area.id;
    area.removeAttribute('id');
    pickers();
    chips.addEventListener('picked', (event) => { event.stopPropagation(); add(event.detail.label.replaceAll(',', ' ')); });
    // Before the list of suggestions gets the key: what was typed counts unless one of them is marked.
    input.addEventListener('keydown', (event) => {
      const marked = input.getAttribute('aria-activedescendant');
      if ((event.key === 'Enter' && !marked) || event.key === ',') {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (input.value.trim()) add(input.value);
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
      } else if (event.key === 'Backspace' && input.value === '') {
        write(names().slice(0, -1));
      }
    }, true);
    input.addEventListener('input', (event) => event.stopPropagation());
    // Who is back by then is still typing.
    input.addEventListener('blur', () => setTimeout(() => { if (input.value.trim() && document.activeElement !== input) add(input.value); }, 200));
    show();
  }

  // A contact has a linked organization or a name as free text.
  function startOrganization(box) {
    const picker = $('[data-link]', box);
    const free = $('[name=organization_name]', box);
    if (!picker || !free) return;
    picker.addEventListener('picked', () => { free.value = ''; });
    free.addEventListener('input', () => {
      if (!free.value.trim()) return;
      all('input', picker).forEach((input) => { input.value = ''; });
    });
  }

  // Addresses
  async function fetchFields(fields, query) {
    const at = fields.dataset.addressFields;
    const response = await fetch(`${document.body.dataset.base}/contacts/address-fields?${new URLSearchParams({ at, ...query })}`);
    if (!response.ok || response.redirected) return null; // to the sign-in page, say
    const made = document.createRange().createContextualFragment(await response.text()).firstElementChild;
    return made;
  }
  document.addEventListener('change', async (event) => {
    const fields = event.target.closest('[data-address-fields]');
    if (!fields || event.target.name !== `${fields.dataset.addressFields}.country`) return;
    const made = await fetchFields(fields, { country: event.target.value });
    if (!made) return;
    for (const input of all('[name]', fields)) { // what was typed moves with its input
      const next = all('[name]', made).find((e) => e.name === input.name && (!['radio', 'checkbox'].includes(e.type) || e.value === input.value));
      if (!next) continue;
      if (['radio', 'checkbox'].includes(input.type)) next.checked = input.checked;
      else next.value = input.value;
    }
    const share = $('.share', fields);
    if (share) made.insertBefore(share, $('details', made));
    $('details', made).open = $('details', fields).open;
    fields.replaceWith(made);
    $(`[name="${CSS.escape(event.target.name)}"]`, made).focus();
  });
  document.addEventListener('picked', async (event) => {
    const picker = event.target.closest('[data-pick-address]');
    if (!picker) return;
    const fields = $('[data-address-fields]', picker.closest('[data-row]') ?? picker.closest('fieldset'));
    const made = await fetchFields(fields, { address: event.detail.value });
    if (!made) return;
    fields.replaceWith(made);
    changed(made);
  });

  document.addEventListener('DOMContentLoaded', () => {
    all('[data-tags]').forEach(startTags);
    all('[data-organization]').forEach(startOrganization);
  });
})();
