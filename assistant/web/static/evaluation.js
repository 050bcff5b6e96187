// A question of the run is asked again in the chat.
element.addEventListener('click', event => {
  const button = event.target.closest('.open-question');
  if (button) trigger('select', {question: button.dataset.question});
});
