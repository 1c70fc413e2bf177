// Leaving with unsaved work asks first: only when something was changed, and never on sending it.
"use strict";
for (const form of document.querySelectorAll("form[data-unsaved], #content-main form[id$=_form]")) {
  const written = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  // A page that is shown again has work in it that was not saved.
  const again = form.dataset.unsaved === "typed" || form.querySelector(".errornote, [data-typed]");
  const before = again ? null : written();
  let sent = false;

  form.addEventListener("submit", () => { sent = true; });
  // Back on a page that the browser kept: it was left, and nothing is on its way.
  window.addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && written() !== before) event.preventDefault();
  });
}
