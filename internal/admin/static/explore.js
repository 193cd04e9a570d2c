// Lists to look for records in and to act on many of them: a selection that
// outlives the page of the list, what the filters would leave, menus.
(() => {
  'use strict';
  const { $, all } = window.liaison;
  const most = 10000;

  // The selection of a list is kept until it is acted on or the list is left (see
  // admin.js): the ids that were ticked one by one or, for all that match, the query
  // that they match.
  const form = () => $('#selection');
  const list = () => $('#list');
  const key = () => `selected ${location.pathname}`;
  const none = () => ({ ids: [], all: null });
  let last = null; // the box that was ticked last, for ranges

  function kept() {
    try { return JSON.parse(sessionStorage.getItem(key())) ?? none(); } catch { return none(); }
  }
  function keep(selection) {
    try { sessionStorage.setItem(key(), JSON.stringify(selection)); } catch { /* for this page alone */ }
    show(selection);
  }
  const boxes = () => all('#selection tbody input[name=ids]');
  const matchesAll = (selection) => selection.all !== null && selection.all === list()?.dataset.matching;

  function show(selection = kept()) {
    if (list() && selection.all !== null && selection.all !== list().dataset.matching) { keep(none()); return; } // others match now
    if (!form()) return;
    const everything = matchesAll(selection);
    const chosen = new Set(selection.ids);
    for (const box of boxes()) box.checked = everything || chosen.has(box.value);
    const ticked = boxes().filter((box) => box.checked).length;
    const page = $('[data-select-page]');
    page.checked = ticked > 0 && ticked === boxes().length;
    page.indeterminate = ticked > 0 && !page.checked;
    $('[data-select-all]').checked = everything;
    const says = $('[data-selected]');
    const written = (n) => new Intl.NumberFormat(document.documentElement.lang).format(n);
    const number = written(selection.ids.length);
    says.textContent = everything ? says.dataset.all : says.dataset.text.replace('{n}', number);
    const away = selection.ids.length - boxes().filter((box) => chosen.has(box.value)).length;
    if (away > 0) says.textContent += ` · ${says.dataset.away.replace('{n}', written(away)).replace('{m}', number)}`;
    if (selection.ids.length > most) says.textContent += ` ${says.dataset.most}`;
    $('.selection').classList.toggle('selection-empty', !everything && selection.ids.length === 0);
  }

  // Ticking one while all are chosen begins anew with those on the page.
  function tick(changed) {
    const selection = kept();
    const chosen = new Set(matchesAll(selection) ? [] : selection.ids);
    const shown = matchesAll(selection) ? boxes() : changed;
    for (const box of shown) if (box.checked) chosen.add(box.value); else chosen.delete(box.value);
    keep({ ids: [...chosen], all: null });
  }

  document.addEventListener('click', (event) => {
    const box = event.target.closest('#selection tbody input[name=ids]');
    if (box) {
      const rows = boxes();
      const from = event.shiftKey ? rows.findIndex((other) => other.value === last) : -1;
      const range = from < 0 ? [box] : rows.slice(Math.min(from, rows.indexOf(box)), Math.max(from, rows.indexOf(box)) + 1);
      for (const other of range) other.checked = box.checked;
      last = box.value;
      tick(range);
    } else if (event.target.closest('[data-select-none]')) {
      keep(none());
      $('[data-select-page]')?.focus();
    } else if (event.target.matches('td.pick')) {
      $('input', event.target).click(); // beside the box
    }
  });
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-select-page]')) {
      for (const box of boxes()) box.checked = event.target.checked;
      tick(boxes());
    } else if (event.target.matches('[data-select-all]')) {
      keep(event.target.checked ? { ids: [], all: list().dataset.matching } : none());
    }
  });
  document.addEventListener('submit', (event) => {
    if (event.target !== form()) return;
    const selection = kept();
    if (matchesAll(selection)) return;
    const ids = document.createElement('input');
    ids.type = 'hidden';
    ids.name = 'ids';
    ids.value = selection.ids.join(',');
    for (const box of boxes()) box.disabled = true; // they are among the ids
    form().append(ids);
    setTimeout(() => { // for who comes back to the page, or stays on it
      ids.remove();
      for (const box of boxes()) box.disabled = false;
    });
  });

  // What was acted on is not selected any more. The address tells so only until
  // the page is ready.
  const acted = new URLSearchParams(location.search).get('done')?.startsWith('action-') ||
    document.referrer.startsWith(`${location.origin}${document.body.dataset.base}/actions/`);

  // What the filters would leave is counted anew once the rows have been the same
  // for a while.
  // Numbers of other rows than those on the screen are not shown meanwhile.
  let timer;
  function countAnew() {
    clearTimeout(timer);
    const stale = $('#facets.counted');
    stale?.classList.toggle('stale', stale.dataset.query !== list().dataset.query);
    timer = setTimeout(() => {
      const facets = $('#facets');
      const query = list().dataset.query;
      if (facets?.dataset.uncounted !== undefined && facets.dataset.query === query) countAll(facets);
      // What is not shown is counted when it is.
      if (!facets || facets.dataset.query === query || facets.dataset.asked === query) return;
      if (facets.getClientRects().length === 0) return;
      facets.dataset.asked = query;
      facets.setAttribute('aria-busy', 'true');
      window.htmx.ajax('GET', `${location.pathname}?${query}`, { target: '#facets', swap: 'outerHTML', source: '#facets' });
    }, 700);
  }
  // Those that there was no time to count are waited for, unless somebody types.
  function countAll(facets) {
    if (facets.dataset.all || facets.getClientRects().length === 0 || facets.querySelector('input:focus')) return;
    facets.dataset.all = 'asked';
    const address = `${location.pathname}?${facets.dataset.query}${facets.dataset.query ? '&' : ''}facets=all`;
    window.htmx.ajax('GET', address, { target: '#facets', swap: 'outerHTML', source: '#facets' });
  }
  let closed = new Set();
  let at = null;
  document.addEventListener('htmx:before:swap', () => {
    closed = new Set(all('#facets .facet:not([open])').map((facet) => facet.id));
    const link = document.activeElement?.closest('[data-facet]');
    if (link) at = link.dataset.facet;
  });
  function restore() {
    for (const facet of all('#facets .facet')) if (closed.has(facet.id)) facet.open = false;
    if (at && (document.activeElement === document.body || !document.activeElement)) {
      all('[data-facet]').find((link) => link.dataset.facet === at)?.focus();
      at = null;
    }
  }

  // The filters stand beside the list where there is room, and can be put away.
  function setUpFacets() {
    const button = $('a[data-facets]');
    if (!button) return;
    const wide = matchMedia('(min-width: 75rem)');
    button.setAttribute('role', 'button');
    const set = (open) => {
      $('.explore').classList.toggle('facets-shown', open);
      button.setAttribute('aria-expanded', String(open));
      if (open) countAnew();
    };
    let chosen = null;
    try { chosen = localStorage.getItem('facets'); } catch { /* no storage */ }
    set($('#facets.counted') !== null || (wide.matches && chosen !== 'no'));
    button.addEventListener('click', (event) => {
      event.preventDefault();
      const open = button.getAttribute('aria-expanded') !== 'true';
      set(open);
      if (wide.matches) try { localStorage.setItem('facets', open ? 'yes' : 'no'); } catch { /* for this page alone */ }
    });
    button.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      button.click();
    });
  }

  // Values of one filter are a list; one with a comma or a quote in it stands in
  // quotes.
  const quoted = (value) => (/[,"]/.test(value) || value.trim() !== value ? `"${value.replaceAll('"', '""')}"` : value);
  const split = (text) => [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g)]
    .map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain.trim()).filter((value) => value !== '');
  document.addEventListener('picked', (event) => {
    const picking = event.target.closest('[data-pick-filter]');
    if (!picking) return;
    const value = $('.picker input[type=hidden]', picking);
    if (value.name.startsWith('tags')) value.value = event.detail.label;
    picking.requestSubmit();
  });

  // Who chooses a filter before the others are counted anew keeps those: what is
  // asked for follows from the rows on the screen.
  function narrowed(element) {
    const query = new URLSearchParams(list().dataset.query);
    const valuesOf = (name) => query.getAll(name).flatMap(split);
    const set = (name, values) => {
      query.delete(name);
      if (values.length > 0) query.set(name, values.map(quoted).join(','));
    };
    if (element.dataset.facetMode) {
      const { from, facetMode } = element.dataset;
      const moved = valuesOf(from);
      set(from, []);
      set(facetMode, [...new Set([...valuesOf(facetMode), ...moved])]);
      query.set('tagged', facetMode);
      return query;
    }
    if (element.dataset.facet) {
      const at = element.dataset.facet.indexOf('=');
      const [name, value] = [element.dataset.facet.slice(0, at), element.dataset.facet.slice(at + 1)];
      const others = valuesOf(name).filter((other) => other !== value);
      if (others.length < valuesOf(name).length) set(name, others);
      else set(name, element.hasAttribute('data-single') ? [value] : [...others, value]);
      if (!query.has('linked_organization')) query.delete('include_descendants');
      return query;
    }
    for (const input of all('[data-own]', element)) {
      if (input.dataset.own === 'more') set(input.name, [...new Set([...valuesOf(input.name), input.value])]);
      else if (input.value === '') query.delete(input.name);
      else query.set(input.name, input.value);
    }
    return query;
  }

  // An address says nothing of what was left blank, and names columns once.
  document.addEventListener('htmx:config:request', (event) => {
    const { request } = event.detail.ctx;
    if (event.target.closest('#facets [data-facet], #facets [data-facet-mode], #facets form')) {
      request.body = new FormData();
      request.action = `${location.pathname}?${narrowed(event.target)}`;
    } else if (request.body instanceof FormData && event.target.closest('.explore-bar')) {
      for (const name of new Set(request.body.keys())) {
        const values = request.body.getAll(name).filter((value) => value !== '');
        request.body.delete(name);
        if (name === 'columns' && values.length > 0) request.body.set(name, values.join(','));
        else for (const value of values) request.body.append(name, value);
      }
    }
  });

  // Menus close by Escape and by a click beside them.
  const shut = (menu) => { menu.open = false; };
  document.addEventListener('click', (event) => {
    for (const menu of all('[data-menu][open]')) if (!menu.contains(event.target)) shut(menu);
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && all('[data-menu][open]').at(-1);
    if (!menu) return;
    event.preventDefault();
    shut(menu);
    $('summary', menu).focus();
  });

  // Languages by their names in the reader's own.
  function nameLanguages() {
    let names;
    try { names = new Intl.DisplayNames(undefined, { type: 'language' }); } catch { return; }
    for (const element of all('[data-language]:not([title])')) {
      if (!element.dataset.language) continue;
      try { element.textContent = names.of(element.dataset.language); } catch { continue; }
      element.title = element.dataset.language;
    }
  }

  // Who opens a record finds the way back to this very page.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('#list .row-link');
    if (link) link.search = `?from=${encodeURIComponent(location.pathname + location.search)}`;
  }, true);

  function refresh() {
    restore();
    nameLanguages();
    show();
    countAnew();
  }
  document.addEventListener('htmx:after:swap', refresh);
  document.addEventListener('DOMContentLoaded', () => {
    if (acted) keep(none());
    setUpFacets();
    refresh();
  });
  addEventListener('pageshow', () => show());
})();
