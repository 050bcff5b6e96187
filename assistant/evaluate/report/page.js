"use strict";
const cards = [...document.querySelectorAll(".card")];
const buttons = [...document.querySelectorAll(".filters button")];
const search = document.getElementById("search");

// Within a row of filters any one will do; a question must pass kinds, tags and the words that are typed.
function refresh() {
  const pressed = (what) => buttons.filter((b) => what in b.dataset && b.ariaPressed === "true").map((b) => b.dataset[what]);
  const kinds = pressed("kind"), tags = pressed("tag"), words = search.value.toLowerCase();
  let shown = 0;
  for (const card of cards) {
    const own = card.dataset.tags.split("|");
    const passes = (!kinds.length || kinds.includes(card.dataset.kind)) && (!tags.length || tags.some((t) => own.includes(t)))
      && card.firstElementChild.textContent.toLowerCase().includes(words);
    card.hidden = !passes;
    shown += passes;
  }
  document.getElementById("count").textContent = `${shown} of ${cards.length}`;
}

for (const button of buttons) button.addEventListener("click", () => {
  button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
  refresh();
});
search.addEventListener("input", refresh);
refresh();
