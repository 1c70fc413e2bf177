// On a narrow screen the checklist stays in sight at the bottom, folded to its count.
"use strict";
{
  const narrow = window.matchMedia("(max-width: 1023px)");
  const fold = () => { document.getElementById("checklist").open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
}
