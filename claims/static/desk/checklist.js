// On a narrow screen the checklist stays in sight at the bottom, folded to its count. A point leads
// to its field, and puts the cursor there.
"use strict";
{
  const checklist = document.getElementById("checklist");
  const narrow = window.matchMedia("(max-width: 1023px)");
  const fold = () => { checklist.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  const FIELDS = "input:not([type=hidden]):not([type=checkbox]), textarea, select, button:not([hidden]), a[href]";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#field-']");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    const fields = [...place.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility());
    const field = fields.find((one) => !one.matches("a, button")) || fields[0];
    if (!field) return;
    event.preventDefault();
    fold();
    place.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
    history.replaceState(null, "", link.hash);
  });
}
