// Delete asks once more: the second click within four seconds deletes.
const SURE_MS = 4000;

let gone = -1;   // which button was pressed last, until its row is gone
let waiting = 0; // deletions that the server has not ended

// The keyboard goes on where the row was: at the next document, or else where documents are added.
function refocus() {
  if (gone < 0 || element.querySelector('.document-delete:disabled')) return;
  const rest = element.querySelectorAll('.document-delete');
  (rest[gone] || rest[rest.length - 1] || document.querySelector('#upload button')).focus();
  gone = -1;
}

function say(button, words) {
  button.textContent = words;
  const title = button.closest('.document').querySelector('.document-title').textContent;
  button.setAttribute('aria-label', words.replace(/\??$/, mark => ` ${title}${mark}`));
}

function calm(button) {
  if (!button.isConnected) return;
  delete button.dataset.sure;
  say(button, 'Delete');
}

// A deletion that failed leaves its row, whose button can be pressed again once the list had time to be drawn anew.
(window.passage ??= {}).deletable = () => {
  waiting -= 1;
  setTimeout(() => { if (!waiting) again(); }, 300);
};

function again() {
  element.querySelectorAll('.document-delete:disabled').forEach(button => {
    button.disabled = false;
    calm(button);
    gone = -1;
  });
}

// Typing finds: rows that hold every word stay. Where the list is too long for all rows, the server then looks through
// all documents. The words outlive a list that is drawn anew, as does the cursor among them.
const PAUSE_MS = 250;
let wanted = '';
let cursor = -1; // where in the words, until the server's list has come
let pause = 0;

function find() {
  const box = element.querySelector('.documents-find');
  if (!box) return;
  if (box.value !== wanted) box.value = wanted;
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  element.querySelectorAll('.document').forEach(row => {
    const text = row.querySelector('.document-about').textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
    found += row.hidden ? 0 : 1;
  });
  element.querySelector('.none-found').hidden = found > 0 || !words.length || elsewhere();
}

// Whether there may be documents with the words beyond those that are listed.
function elsewhere() {
  const {more, words} = drawn.value;
  return Boolean(more || words) && words !== wanted.trim();
}

function lookFurther() {
  clearTimeout(pause);
  if (!elsewhere()) return;
  pause = setTimeout(() => {
    const box = element.querySelector('.documents-find');
    cursor = box && box === document.activeElement ? box.selectionStart : -1;
    trigger('select', {words: wanted.trim()});
  }, PAUSE_MS);
}

function resume() {
  const box = element.querySelector('.documents-find');
  if (cursor < 0 || elsewhere() || !box) return;
  if (document.activeElement === document.body) { box.focus(); box.setSelectionRange(cursor, cursor); }
  cursor = -1;
}

element.addEventListener('input', event => {
  if (!event.target.matches('.documents-find')) return;
  wanted = event.target.value;
  cursor = cursor < 0 ? cursor : event.target.selectionStart;
  find();
  lookFurther();
});
new MutationObserver(() => { find(); refocus(); resume(); lookFurther(); }).observe(element, {childList: true, subtree: true});

element.addEventListener('click', event => {
  const button = event.target.closest('.document-delete');
  if (!button) return;
  if (button.dataset.sure) {
    button.disabled = true;
    gone = [...element.querySelectorAll('.document-delete')].indexOf(button);
    waiting += 1;
    trigger('delete', {name: button.dataset.name});
    return;
  }
  button.dataset.sure = 'yes';
  say(button, 'Really delete?');
  setTimeout(calm, SURE_MS, button);
});
