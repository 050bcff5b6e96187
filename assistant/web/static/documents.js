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

// Typing finds: rows that hold every word stay. The words outlive a list that is drawn anew.
let wanted = '';

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
  element.querySelector('.none-found').hidden = found > 0;
}

element.addEventListener('input', event => {
  if (!event.target.matches('.documents-find')) return;
  wanted = event.target.value;
  find();
});
new MutationObserver(() => { find(); refocus(); }).observe(element, {childList: true, subtree: true});

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
