// Delete asks once more: the second click within four seconds deletes.
const SURE_MS = 4000;

function calm(button) {
  if (!button.isConnected) return;
  delete button.dataset.sure;
  button.textContent = 'Delete';
}

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
