// Unpacks the run that the page carries and lets its findings be browsed: filter by text, check and kind, move by
// keyboard, open the evidence. Builds the page only from elements and text nodes; nothing from data is ever markup.
'use strict';
(() => {
  const rowHeight = 58, textLimit = 20000, itemLimit = 200;
  const hidden = new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e' +
    '\\u2066-\\u2069\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff]|\\udb40[\\udc00-\\udc7f]', 'g');
  const named = (match) => '\u27e8U+' + match.codePointAt(0).toString(16).toUpperCase().padStart(4, '0') + '\u27e9';
  const visible = (text) => String(text).replace(hidden, named);
  const cut = (text) => text.length > textLimit ? text.slice(0, textLimit) + '\u2026' : text;
  const counted = (count) => count.toLocaleString('en-US');

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    for (const child of children) if (child !== null) made.append(child);
    return made;
  }
  const isTexts = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');
  const text = (value) => visible(cut(typeof value === 'string' ? value : isTexts(value) ? value.join(', ') : JSON.stringify(value)));

  // The forms of evidence, as html_findings.c writes them.
  const passage = (...parts) => element('blockquote', { class: 'passage' }, ...parts);
  function evidenceForm(value) {
    const are = (...keys) => keys.every((key) => typeof value[key] === 'string');
    if (are('before', 'span', 'after')) {
      const marked = element('mark', null, text(value.span));
      return [passage(text(value.before), marked, text(value.after)), ['before', 'span', 'after']];
    }
    if (are('a', 'b'))
      return [element('div', { class: 'pair' }, passage(text(value.a)), passage(text(value.b))), ['a', 'b']];
    if (are('text')) return [passage(text(value.text)), ['text']];
    return [null, []];
  }
  function evidenceMembers(value, shown) {
    const keys = Object.keys(value).filter((key) => !shown.includes(key) && value[key] !== null);
    if (!keys.length) return null;
    const list = element('dl', { class: 'members' });
    for (const key of keys.slice(0, itemLimit))
      list.append(element('div', null, element('dt', null, text(key)), element('dd', null, text(value[key]))));
    return list;
  }
  function evidence(value) {
    const holder = element('div');
    if (value === null) return holder;
    if (Array.isArray(value) && value.length) {
      const items = element('ol', { class: 'items' });
      for (const item of value.slice(0, itemLimit)) items.append(element('li', null, text(item)));
      holder.append(items);
    } else if (typeof value === 'object' && Object.keys(value).length) {
      const [form, shown] = evidenceForm(value);
      const members = evidenceMembers(value, shown);
      if (form) holder.append(form);
      if (members) holder.append(members);
    } else {
      holder.append(passage(text(value)));
    }
    return holder;
  }

  const place = (finding) => finding.file && finding.number ? finding.file + '#' + finding.number : finding.record;
  const argument = (words) => /^[-.\w/+:@%,=\u0080-\uffff][-.\w/+:@%,=#\u0080-\uffff]*$/.test(words) ? words :
    "'" + words.replaceAll("'", "'\\''") + "'";
  const levelClass = (check) => ['error', 'warning', 'note'].includes(check.level) ? check.level : 'error';
  function detail(item) {
    const { check, finding } = item;
    const part = (kind, value) => value ? element('span', { class: kind }, text(value)) : null;
    const target = place(finding);
    return element('article', { class: levelClass(check) },
      element('div', { class: 'where' }, part('code', finding.code), part('id', finding.record === target ? '' : finding.record), part('place', target), part('locus', finding.locus),
        element('a', { class: 'check-name', href: '#check-' + check.check }, text(check.check))),
      element('p', { class: 'message' }, text(finding.message)), evidence(finding.evidence),
      element('code', { class: 'command' }, text('assay show ' + argument(target))));
  }

  function browse(run) {
    const items = [];
    let total = 0;
    for (const check of run.checks) {
      total += check.findings_total;
      for (const finding of check.findings) items.push({ check, finding, words: '' });
    }
    const badness = { error: 0, warning: 1, note: 2 };
    items.sort((a, b) => badness[a.check.level] - badness[b.check.level] || b.finding.score - a.finding.score);
    const words = (item) => item.words || (item.words = [item.finding.message, item.finding.record, item.finding.code,
      item.finding.locus, place(item.finding)].join('\n').toLowerCase());

    const find = element('input', { type: 'search', placeholder: 'word, record, place', autocomplete: 'off' });
    const ofCheck = element('select'), ofCode = element('select');
    const tally = element('p', { class: 'aside', role: 'status' });
    const space = element('div', { role: 'presentation' });
    const list = element('div', { class: 'list', role: 'listbox', tabindex: '0', 'aria-label': 'Findings' }, space);
    const opened = element('div', { class: 'detail', tabindex: '-1', 'aria-live': 'polite' });
    let shown = items, selected = -1, drawn = '';

    function fill(select, all, names) {
      const kept = select.value;
      select.replaceChildren(element('option', { value: '' }, all));
      for (const [name, count] of names)
        select.append(element('option', { value: name }, visible(name) + ' (' + counted(count) + ')'));
      select.value = names.some(([name]) => name === kept) ? kept : '';
    }
    function fillCodes() {
      const counts = new Map();
      for (const { check, finding } of items)
        if (!ofCheck.value || check.check === ofCheck.value) counts.set(finding.code, (counts.get(finding.code) || 0) + 1);
      fill(ofCode, 'all kinds', [...counts].sort((a, b) => b[1] - a[1]));
    }

    function row(index) {
      const { check, finding } = shown[index];
      const made = element('div', { class: 'row ' + levelClass(check), role: 'option', id: 'finding-' + index,
        'aria-selected': String(index === selected), 'aria-posinset': String(index + 1), 'aria-setsize': String(shown.length) },
        element('div', null, text(finding.message.slice(0, 300))),
        element('div', { class: 'meta' }, text([finding.code, finding.record || place(finding), check.check].filter(Boolean).join(' \u00b7 '))));
      made.style.top = index * rowHeight + 'px';
      made.addEventListener('click', () => select(index));
      return made;
    }
    function draw() {
      const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 6);
      const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 6);
      const state = [first, last, selected].join();
      if (state === drawn) return;
      drawn = state;
      const rows = [];
      for (let index = first; index < last; index++) rows.push(row(index));
      space.replaceChildren(...rows);
    }
    function select(index) {
      selected = Math.max(0, Math.min(shown.length - 1, index));
      const top = selected * rowHeight;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
      draw();
      list.setAttribute('aria-activedescendant', 'finding-' + selected);
      opened.replaceChildren(detail(shown[selected]));
      opened.scrollTop = 0;
    }
    function filter() {
      const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      shown = items.filter((item) => (!ofCheck.value || item.check.check === ofCheck.value) &&
        (!ofCode.value || item.finding.code === ofCode.value) && wanted.every((word) => words(item).includes(word)));
      tally.textContent = counted(shown.length) + ' of ' + counted(items.length) + ' findings' +
        (items.length < total ? '; this page holds the worst ' + counted(items.length) + ' of ' + counted(total) : '');
      space.style.height = shown.length * rowHeight + 'px';
      list.scrollTop = 0;
      list.removeAttribute('aria-activedescendant');
      selected = -1;
      drawn = '';
      draw();
      if (shown.length) select(0);
      else opened.replaceChildren(element('p', { class: 'empty' }, 'Nothing matches.'));
    }

    const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };
    list.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') opened.focus();
      else if (event.key in steps && !event.ctrlKey && !event.metaKey && shown.length)
        select(Math.max(0, Math.min(shown.length - 1, selected + steps[event.key])));
      else return;
      event.preventDefault();
    });
    opened.addEventListener('keydown', (event) => { if (event.key === 'Escape') list.focus(); });
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.target.matches('input, select')) return;
      event.preventDefault();
      find.focus();
    });
    let waiting = 0;
    find.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
    ofCheck.addEventListener('change', () => { fillCodes(); filter(); });
    ofCode.addEventListener('change', filter);
    list.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
    window.addEventListener('resize', () => { drawn = ''; draw(); });
    for (const link of document.querySelectorAll('a.browse'))
      link.addEventListener('click', () => { ofCheck.value = link.dataset.check; ofCode.value = ''; fillCodes(); filter(); });

    fill(ofCheck, 'all checks', run.checks.filter((check) => check.findings.length)
      .map((check) => [check.check, check.findings.length]));
    fillCodes();
    const label = (words, control) => element('label', null, words, control);
    const holder = document.getElementById('browse');
    holder.append(element('div', { class: 'tools' }, label('Find (press /)', find), label('Check', ofCheck),
      label('Kind', ofCode)), tally, element('div', { class: 'panes' }, list, opened));
    holder.hidden = false;
    filter();
    holder.dataset.ready = String(Math.round(performance.now()));
  }

  async function unpack() {
    const packed = document.getElementById('run-json').textContent;
    const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(packed) :
      Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
  }
  function offerJson(json) {
    const button = document.getElementById('save-json');
    button.hidden = false;
    button.addEventListener('click', () => {
      const link = element('a', { href: URL.createObjectURL(new Blob([json], { type: 'application/json' })), download: 'run.json' });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }
  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.querySelector(':scope > .fold');
    if (folded) folded.open = true;
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();
  unpack().then((json) => {
    offerJson(json);
    if (document.getElementById('browse')) browse(JSON.parse(json));
  }).catch((error) => {
    const holder = document.getElementById('browse');
    if (!holder) return;
    holder.hidden = false;
    holder.textContent = 'The packed findings could not be read: ' + error.message;
  });
})();
