// Which documents are searched: `drawn.value.off` holds the names of those that are not, `collectionsOff` those of
// collections that are not, and both go along with a question. A document is searched where neither leaves it out.
// `choice` counts what was chosen: a list that the server was asked for before the last choice comes with an older one.
let last = {off: [], collectionsOff: [], choice: 0};
function searchIn(off, collectionsOff, choice = last.choice + 1) {
  last = {off, collectionsOff, choice};
  const left = row => collectionsOff.includes(row.collection);
  const value = drawn.value;
  const rows = value.rows.map(row => ({...row, off: off.includes(row.name), held: left(row)}));
  const collections = (value.collections || []).map(one => ({...one, off: collectionsOff.includes(one.name)}));
  const or = list => (list.length ? list : null);   // an empty list counts as something in a template
  drawn.value = {...value, rows, collections: or(collections), off: or(off), collectionsOff: or(collectionsOff), choice};
}

function changed(list, name, on) {
  const others = (list || []).filter(one => one !== name);
  return on ? others : [...others, name];
}

element.addEventListener('change', event => {
  const {name, collection} = event.target.dataset;
  const {off, collectionsOff} = drawn.value;
  if (collection) searchIn(off || [], changed(collectionsOff, collection, event.target.checked));
  else searchIn(changed(off, name, event.target.checked), collectionsOff || []);
});
element.addEventListener('click', event => {
  if (event.target.closest('.all')) searchIn([], []);
  if (event.target.closest('.no')) searchIn(drawn.value.rows.map(row => row.name), []);
});

// A box that was clicked no longer follows its `checked` attribute when the list is drawn anew.
new MutationObserver(() => {
  if ((drawn.value.choice || 0) < last.choice) searchIn(last.off, last.collectionsOff, last.choice);
  element.querySelectorAll('input').forEach(box => { box.checked = box.dataset.off !== 'true'; });
}).observe(element, {childList: true, subtree: true, attributes: true, attributeFilter: ['data-off', 'data-name', 'data-collection']});
