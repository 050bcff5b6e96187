// Citation links in the chat open their passage here, without a round trip. `drawn.value` is panel.py's value();
// the template shows its `now`, the newest turn until a link opens another.
const LINK = 'a[href*="#cite-"], a[href*="#near-"]';
let opener = null;

const column = () => document.querySelector('#panel-column');
const sheet = matchMedia('(max-width: 1023px)');   // where the sources come from below, over the chat
const opened = () => column().classList.contains('sheet-open');
const beside = node => sheet.matches && opened() && !node.closest('#panel-column');
const linkOf = event => event.target.closest ? event.target.closest(LINK) : null;
const turns = () => (drawn.value || {}).turns || {};
(window.passage ??= {}).sources = turn => turns()[turn] ? turns()[turn].sources : [];   // for copying an answer

function target(link) {
  const [, turn, number] = link.getAttribute('href').match(/#(?:cite|near)-([0-9a-f]+)-(\d+)/);
  const source = turns()[turn] && turns()[turn].sources.find(one => one.number === Number(number));
  return {turn, number, source};
}

function show(turn) {
  const value = drawn.value;
  if (value.turn !== turn) drawn.value = {...value, turn, now: value.turns[turn]};
}

function unfold(card, open) {
  card.classList.toggle('unfolded', open);
  const button = card.querySelector('.unfold');
  if (!button) return;
  button.setAttribute('aria-expanded', String(open));
  button.textContent = open ? 'Show less' : 'Show whole passage';
}

// Over the chat, the sources are a dialog to a screen reader.
function role() {
  const over = sheet.matches && opened();
  for (const [name, value] of [['role', 'dialog'], ['aria-label', 'Sources']]) {
    if (over) column().setAttribute(name, value); else column().removeAttribute(name);
  }
}

function reveal(number, keyboard) {
  const card = element.querySelector(`.source[data-numbers~="${number}"]`);
  if (!card) return;
  const mark = card.querySelector(`mark[data-numbers~="${number}"]`);
  element.querySelectorAll('.on').forEach(other => other.classList.remove('on'));
  card.classList.add('on');
  if (mark) mark.classList.add('on');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const tall = card.offsetHeight > column().clientHeight - 60;   // then the words themselves must be seen
  (tall && mark ? mark : card).scrollIntoView({behavior: calm ? 'auto' : 'smooth', block: 'nearest'});
  if (keyboard) card.focus({preventScroll: true});
}

function open(link, keyboard) {
  const {turn, number, source} = target(link);
  if (!source) return;
  opener = link;
  show(turn);
  if (sheet.matches && !opened()) history.pushState({sheet: true}, '');   // so that Back closes it
  column().classList.add('sheet-open');
  role();
  setTimeout(() => reveal(number, keyboard || sheet.matches), 60);   // after the template has drawn the turn
}

function close() {
  if (!opened()) return;
  column().classList.remove('sheet-open');
  role();
  if (history.state && history.state.sheet) history.back();
  if (opener && opener.isConnected) opener.focus({preventScroll: true});
}

document.addEventListener('click', event => {
  const link = linkOf(event);
  hideTip();
  if (link) {
    event.preventDefault();
    event.stopPropagation();
    open(link, event.detail === 0);
  } else if (event.target.closest && (event.target.closest('.panel-close') || beside(event.target))) {
    close();
  }
}, true);
addEventListener('popstate', close);
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') { hideTip(); close(); }
});
element.addEventListener('click', event => {
  const button = event.target.closest('.unfold');
  if (!button) return;
  const card = button.closest('.source');
  unfold(card, !card.classList.contains('unfolded'));
});

// A tooltip with the quote, for mouse and keyboard.
let tip = null;
function hideTip() { if (tip) { tip.remove(); tip = null; } }

function line(tag, words) {
  const node = document.createElement(tag);
  node.textContent = words;
  return node;
}

function showTip(link) {
  const {source} = target(link);
  if (!source) return;
  tip = document.createElement('div');
  tip.className = 'cite-tip';
  tip.setAttribute('role', 'tooltip');
  tip.append(line('b', source.title), line('span', source.where));
  if (source.quote) tip.append(line('p', source.quote));
  document.body.append(tip);
  const box = link.getBoundingClientRect();
  const above = box.bottom + 8 + tip.offsetHeight > innerHeight;
  tip.style.left = Math.max(8, Math.min(innerWidth - tip.offsetWidth - 8, box.left - 20)) + 'px';
  tip.style.top = (above ? box.top - tip.offsetHeight - 8 : box.bottom + 8) + 'px';
}

for (const name of ['mouseover', 'focusin']) {
  document.addEventListener(name, event => {
    hideTip();
    const link = linkOf(event);
    if (!link || matchMedia('(hover: none)').matches) return;
    if (name === 'mouseover' || link.matches(':focus-visible')) showTip(link);
  });
}
document.addEventListener('focusout', hideTip);
document.addEventListener('scroll', hideTip, true);
