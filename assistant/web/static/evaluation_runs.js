// A kept run is opened, or becomes what others are compared with.
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-run]');
  if (button) trigger('select', {run: button.dataset.run, what: button.dataset.what});
});
