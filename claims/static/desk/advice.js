// Counts the characters of a text while it is typed, and finds words of a verdict in it. The advice
// itself stands in the page.
"use strict";
for (const advice of document.querySelectorAll(".desk-advice[data-field]")) {
  const field = document.getElementById(advice.dataset.field);
  if (!field) continue;
  const words = advice.dataset.watched.split("|").filter(Boolean).sort((a, b) => b.length - a.length);
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const verdict = new RegExp(`(?<![\\p{L}\\p{N}_])(${escaped.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
  const look = () => {
    // As Python counts: characters, not the halves of which JavaScript makes some of them.
    const length = [...field.value.trim()].length;
    const found = words.length ? [...new Set(field.value.match(verdict))] : [];
    advice.querySelector("output").textContent = length;
    advice.querySelector("strong").textContent = found.length ? `It says “${found.join("”, “")}”.` : "";
    const kept = length <= Number(advice.dataset.most) && length >= Number(advice.dataset.least) && !found.length;
    advice.classList.toggle("desk-advice-off", !kept);
  };
  field.addEventListener("input", look);
}
