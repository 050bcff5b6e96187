// Which documents are searched: `props.value.off` holds the names of those that are not, and goes along with a question.
function searchIn(off) {
  const rows = props.value.rows.map(row => ({...row, off: off.includes(row.name)}));
  props.value = {...props.value, rows, off: off.length ? off : null};
}

element.addEventListener('change', event => {
  const {name} = event.target.dataset;
  const others = (props.value.off || []).filter(one => one !== name);
  searchIn(event.target.checked ? others : [...others, name]);
});
element.addEventListener('click', event => {
  if (event.target.closest('.all')) searchIn([]);
});

// A box that was clicked no longer follows its `checked` attribute when the list is drawn anew.
new MutationObserver(() => element.querySelectorAll('input').forEach(box => { box.checked = box.dataset.off !== 'true'; }))
  .observe(element, {childList: true, subtree: true, attributes: true, attributeFilter: ['data-off', 'data-name']});
