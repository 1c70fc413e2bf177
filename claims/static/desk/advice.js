// Counts the characters of a text while it is typed. The advice itself stands in the page.
"use strict";
for (const advice of document.querySelectorAll(".desk-advice[data-field]")) {
  const field = document.getElementById(advice.dataset.field);
  if (!field) continue;
  const count = () => {
    // As Python counts: characters, not the halves of which JavaScript makes some of them.
    const length = [...field.value.trim()].length;
    advice.querySelector("output").textContent = length;
    const kept = length <= Number(advice.dataset.most) && length >= Number(advice.dataset.least);
    advice.classList.toggle("desk-advice-off", !kept);
  };
  field.addEventListener("input", count);
}
