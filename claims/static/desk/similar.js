// While a claim is typed: what the desk has that says the same. The page has the same without us.
"use strict";
for (const card of document.querySelectorAll("#similar[data-field]")) {
  const field = document.getElementById(card.dataset.field);
  const shown = card.querySelector("div");
  if (!field || !shown) continue;
  const PAUSE = 400, MOST = 1000;
  let timer = 0, asked = field.value.trim(), answer = new AbortController();
  const ask = async () => {
    const text = field.value.trim().slice(0, MOST);
    if (text === asked) return;
    asked = text;
    answer.abort();
    answer = new AbortController();
    const query = new URLSearchParams({ text });
    if (card.dataset.without) query.set("without", card.dataset.without);
    try {
      const response = await fetch(`${card.dataset.askedAt}?${query}`, { signal: answer.signal });
      // Logged out, or gone: what stood there stays, and saving says what is wrong.
      if (response.ok && !response.redirected) shown.innerHTML = await response.text();
    } catch {
      asked = null;
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
