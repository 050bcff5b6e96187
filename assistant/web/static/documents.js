// Delete asks once more: the second click within four seconds deletes.
const SURE_MS = 4000;

function calm(button) {
  if (!button.isConnected) return;
  delete button.dataset.sure;
  button.textContent = 'Delete';
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
new MutationObserver(find).observe(element, {childList: true, subtree: true});

element.addEventListener('click', event => {
  const button = event.target.closest('.document-delete');
  if (!button) return;
  if (button.dataset.sure) {
    button.disabled = true;
    trigger('delete', {name: button.dataset.name});
    return;
  }
  button.dataset.sure = 'yes';
  button.textContent = 'Really delete?';
  setTimeout(calm, SURE_MS, button);
});
