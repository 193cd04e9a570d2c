// The tree of organizations: the server sends a list of links; with a script it
// opens level by level in place, takes the keys of the ARIA pattern for trees, and
// organizations are moved with the mouse or by the key M.
(() => {
  'use strict';
  const { $, all, refresh } = window.liaison;
  const tree = $('[data-tree]');

  // From the search, the down key goes on to what was found, or into the tree.
  const search = $('[data-search]');
  const hits = () => all('#hits a');
  search?.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    if (hits()[0]) hits()[0].focus(); else if (tree) focus(current());
  });
  document.addEventListener('keydown', (event) => {
    const at = hits().indexOf(event.target);
    if (at < 0 || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    const next = at + (event.key === 'ArrowDown' ? 1 : -1);
    (next < 0 ? search : hits()[next])?.focus();
  });
  if (!tree) return;

  const { movable, address } = tree.dataset;
  const canMove = movable !== undefined;
  const rightToLeft = getComputedStyle(tree).direction === 'rtl';
  // An item of the list has a row, which is what the tree is made of for those who
  // use it: it takes the focus, and what stands below is not part of its name.
  const row = (item) => $(':scope > .tree-row, :scope > a', item);
  const group = (item) => $(':scope > ul', item);
  const find = (id) => (id ? $(`[data-id="${CSS.escape(id)}"]`, tree) : null);
  const parentOf = (item) => item.parentElement.closest('[data-id]');
  const nameOf = (item) => $('.tree-name bdi', item)?.textContent ?? '';
  const visible = () => all('li', tree).filter((item) => !item.parentElement.closest('ul[hidden]'));
  const itemOf = (element) => element.closest?.('[role=treeitem]')?.parentElement;
  const current = () => ($('[role=treeitem][tabindex="0"]', tree) ?? $('[role=treeitem]', tree))?.parentElement;
  const levelOf = (list) => (list === tree ? 1 : Number(row(list.parentElement).getAttribute('aria-level')) + 1);
  const state = (item) => row(item).getAttribute('aria-expanded'); // 'true', 'false' or null for a leaf

  // What the server sends are links; the tree itself says what they are in it.
  function adopt(item) {
    const self = row(item);
    item.setAttribute('role', 'none');
    self.setAttribute('role', 'treeitem');
    self.setAttribute('aria-level', levelOf(item.parentElement));
    if (!self.hasAttribute('tabindex')) self.tabIndex = -1;
    all('a', self).forEach((link) => { link.tabIndex = -1; });
    $('.tree-toggle', self)?.setAttribute('aria-hidden', 'true');
    const below = group(item);
    if (Number(item.dataset.children) > 0) self.setAttribute('aria-expanded', String(Boolean(below) && !below.hidden));
    else self.removeAttribute('aria-expanded');
    if (!below) { self.removeAttribute('aria-owns'); return; }
    below.setAttribute('role', 'group');
    below.id = `below-${item.dataset.id}`;
    self.setAttribute('aria-owns', below.id);
    for (const child of below.children) adopt(child);
  }

  function focus(item) {
    if (!item) return;
    const self = row(item) ?? item;
    all('[tabindex="0"]', tree).forEach((other) => { other.tabIndex = -1; });
    if (self !== item) self.tabIndex = 0;
    self.focus();
    self.scrollIntoView({ block: 'nearest' });
  }

  function tell(text) {
    const toast = document.createElement('div');
    toast.className = 'toast';
    toast.dataset.toast = '';
    const content = document.createElement('div');
    content.className = 'toast-content tree-refused';
    const section = document.createElement('section');
    const p = document.createElement('p');
    p.textContent = text;
    section.append(p);
    content.append(section);
    toast.append(content);
    $('#toaster').append(toast);
    refresh($('#toaster'));
  }

  // part asks for a piece of a page; who is no longer signed in goes to do so.
  async function part(url, target, options = {}) {
    const response = await fetch(url, { ...options, headers: { 'HX-Request': 'true', 'HX-Target': `div#${target}`, ...options.headers } });
    const elsewhere = response.headers.get('HX-Redirect');
    if (elsewhere) {
      location.assign(elsewhere);
      return null;
    }
    const holder = document.createElement('template');
    holder.innerHTML = await response.text();
    return { ok: response.ok, content: holder.content };
  }

  async function level(parameters) {
    try {
      const answer = await part(`${address}/level?${new URLSearchParams(parameters)}`, 'level');
      if (answer?.ok) return [...answer.content.children];
      if (answer) tell(tree.dataset.failed);
    } catch {
      tell(tree.dataset.failed);
    }
    return null;
  }

  async function open(item, pin = '') {
    if (state(item) !== 'false') return;
    let below = group(item);
    if (!below) {
      row(item).setAttribute('aria-busy', 'true');
      const items = await level({ parent: item.dataset.id, pin });
      row(item).removeAttribute('aria-busy');
      if (!items || group(item)) return;
      below = document.createElement('ul');
      below.append(...items);
      item.append(below);
    }
    below.hidden = false;
    adopt(item);
  }

  function close(item) {
    const below = group(item);
    if (!below || state(item) !== 'true') return;
    if (below.contains(document.activeElement)) focus(item);
    below.hidden = true;
    row(item).setAttribute('aria-expanded', 'false');
  }
  const toggle = (item) => (state(item) === 'true' ? close(item) : open(item));

  // more puts the next part of a level where the link to it stood. What stands
  // there already, because the tree was opened for it, moves into its place.
  async function more(item) {
    const items = await level({ parent: item.dataset.parent, cursor: item.dataset.more });
    if (!items || !item.isConnected) return;
    const list = item.parentElement;
    for (const next of items) item.before(find(next.dataset.id) ?? next);
    const had = item.contains(document.activeElement);
    item.remove();
    for (const child of list.children) adopt(child);
    if (had) focus(items[0].isConnected ? items[0] : find(items[0].dataset.id));
  }

  // Whoever comes back from a record finds the tree open at it.
  const remember = (item) => history.replaceState(history.state, '', `?open=${item.dataset.id}`);
  const follow = (item) => {
    if (item.dataset.more) { more(item); return; }
    remember(item);
    location.assign($('.tree-name a', item).href);
  };

  let typed = '';
  let lastKey = 0;
  function typeAhead(letter, from) {
    const now = Date.now();
    typed = now - lastKey > 700 ? letter : typed + letter;
    lastKey = now;
    const items = visible();
    const start = items.indexOf(from) + (typed.length === 1 ? 1 : 0);
    const wanted = typed.toLocaleLowerCase();
    const found = [...items.slice(start), ...items.slice(0, start)]
      .find((item) => nameOf(item).toLocaleLowerCase().startsWith(wanted));
    focus(found);
  }

  tree.addEventListener('keydown', (event) => {
    const item = itemOf(event.target);
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length > 1) lastKey = 0; // whoever moves on has typed their name
    const items = visible();
    const at = items.indexOf(item);
    const [forward, back] = rightToLeft ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    switch (event.key) {
      case 'ArrowDown': focus(items[at + 1]); break;
      case 'ArrowUp': if (at > 0) focus(items[at - 1]); else search.focus(); break;
      case 'Home': focus(items[0]); break;
      case 'End': focus(items.at(-1)); break;
      case 'Enter': follow(item); break;
      case ' ': if (item.dataset.more) more(item); else toggle(item); break;
      case forward:
        if (state(item) === 'true') focus(group(item).firstElementChild);
        else open(item);
        break;
      case back:
        if (state(item) === 'true') close(item);
        else focus(parentOf(item));
        break;
      default: {
        const typing = Date.now() - lastKey <= 700;
        if (event.key.length !== 1 || '/?[]'.includes(event.key)) return;
        if (event.key === 'm' && canMove && !typing && item.dataset.id) { ask(item); break; }
        if (event.key === 'u' && !typing && $('[data-undo]')) return;
        typeAhead(event.key, item);
      }
    }
    event.preventDefault();
    event.stopPropagation();
  });

  tree.addEventListener('click', (event) => {
    const item = itemOf(event.target);
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest('[data-move]')) { event.preventDefault(); ask(item); return; }
    if (event.target.closest('.tree-name a')) { remember(item); return; }
    if (item.dataset.more) { event.preventDefault(); more(item); return; }
    if (event.target.closest('.tree-toggle')) event.preventDefault();
    focus(item);
    toggle(item);
  });

  // ---- moving

  const collator = new Intl.Collator();

  // place puts a moved organization where it belongs among those that are shown.
  function place(item, list) {
    const siblings = [...list.children].filter((other) => other !== item);
    const behind = siblings.find((other) => !other.dataset.id || collator.compare(nameOf(other), nameOf(item)) > 0);
    if (behind) behind.before(item); else list.append(item);
    adopt(item);
  }

  // renew takes over the row of an organization as it is now.
  function renew(fresh) {
    const item = find(fresh.dataset.id);
    if (!item) return;
    item.dataset.children = fresh.dataset.children;
    row(item).replaceWith(row(fresh));
    if (fresh.dataset.children === '0') group(item)?.remove();
    adopt(item);
  }

  async function arrive(item, parentId, content) {
    const parent = find(parentId);
    if (parentId && !parent) { // to where nobody has looked yet
      const undo = $('[data-toast] form', content)?.action.match(/changes\/(\d+)/)?.[1];
      location.assign(`${address}?open=${item.dataset.id}${undo ? `&done=${undo}` : ''}`);
      return;
    }
    const list = parent ? group(parent) : tree;
    if (list) place(item, list); else item.remove();
    all('[data-id]', content).forEach(renew);
    for (let above = parent, pin = item.dataset.id; above; above = parentOf(above), pin = '') await open(above, pin);
    const back = $('[data-toast] [name=back]', content);
    if (back) back.value = `${address}?open=${item.dataset.id}`;
    const toast = $('[data-toast]', content);
    if (toast) $('#toaster').replaceChildren(toast);
    refresh($('#toaster'));
    focus(find(item.dataset.id) ?? parent);
  }

  let moving = false;

  // move reports whether the server did it; if not, nothing has changed here.
  async function move(item, parentId, refused = tell) {
    if (moving) return false;
    moving = true;
    let answer;
    try {
      answer = await part($('[data-move]', row(item)).href, 'moved', {
        method: 'POST', body: new URLSearchParams(parentId ? { parent: parentId } : { to: 'top' }),
      });
    } catch {
      refused(tree.dataset.failed);
      return false;
    } finally {
      moving = false;
    }
    if (!answer) return false;
    const why = $('[data-refused]', answer.content) ?? (answer.ok ? null : answer.content);
    if (why) {
      const said = all('[data-refused] p, .problem header > p:not(.hint), .problem li', answer.content).map((p) => p.textContent.trim());
      refused([tree.dataset.refused, ...said.filter((text) => text)].join(' '));
      return false;
    }
    await arrive(item, parentId, answer.content);
    return true;
  }

  const dialog = $('#move');
  let asked = null;
  function ask(item) {
    asked = item;
    $('[data-moving]', dialog).textContent = nameOf(item);
    $('[data-move-error]', dialog).hidden = true;
    all('input', dialog).forEach((input) => { input.value = ''; });
    dialog.showModal();
    $('[role=combobox]', dialog).focus();
  }
  if (dialog) {
    const refused = (text) => {
      const error = $('[data-move-error]', dialog);
      error.textContent = text;
      error.hidden = false;
    };
    const go = async (parentId) => {
      if (await move(asked, parentId, refused)) dialog.close();
    };
    $('form', dialog).addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = $('input[name=parent]', dialog).value;
      if (chosen) go(chosen); else $('[role=combobox]', dialog).focus();
    });
    dialog.addEventListener('picked', () => $('[type=submit]', dialog).focus()); // Enter moves
    $('[data-move-top]', dialog).addEventListener('click', () => go(''));
    $('[data-move-cancel]', dialog).addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => focus(asked && find(asked.dataset.id)));
  }

  // By mouse: an organization is dragged onto its new parent, or onto the field
  // above the tree. One that is closed opens when the mouse waits over it.
  const top = $('[data-top]');
  let dragged = null;
  let over = null;
  let waiting;
  const target = (event) => {
    if (!dragged) return null;
    if (event.target === top) return top;
    const item = event.target.closest?.('.tree-row')?.parentElement;
    return !item || dragged.contains(item) || item === parentOf(dragged) ? null : item;
  };
  function hover(next) {
    if (next === over) return;
    clearTimeout(waiting);
    over?.classList.remove('tree-drop');
    over = next;
    if (!over) return;
    over.classList.add('tree-drop');
    const item = over;
    if (item !== top) waiting = setTimeout(() => open(item), 700);
  }
  if (canMove) {
    tree.addEventListener('dragstart', (event) => {
      dragged = event.target.closest?.('[data-id]');
      if (!dragged) return;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', nameOf(dragged));
      const item = dragged;
      setTimeout(() => { // a layout that changes while dragging begins would end it
        item.classList.add('tree-dragged');
        top.hidden = !parentOf(item);
      });
    });
    const container = tree.closest('.tree-frame');
    container.addEventListener('dragover', (event) => {
      const item = target(event);
      hover(item);
      if (!item) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
    });
    container.addEventListener('drop', (event) => {
      const [item, onto] = [dragged, target(event)];
      if (!item || !onto) return;
      event.preventDefault();
      end();
      move(item, onto === top ? '' : onto.dataset.id);
    });
    const end = () => {
      hover(null);
      dragged?.classList.remove('tree-dragged');
      dragged = null;
      top.hidden = true;
    };
    tree.addEventListener('dragend', end);
  }

  tree.setAttribute('role', 'tree');
  for (const item of tree.children) adopt(item);
  const wanted = $('[data-target]', tree);
  if (wanted) {
    focus(wanted);
    row(wanted).scrollIntoView({ block: 'center' });
  } else if (current()) {
    row(current()).tabIndex = 0;
  }
})();
