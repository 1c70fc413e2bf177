// Adds a row for another source. Without this script, saving gives an empty row each time.
"use strict";
{
  const rows = document.getElementById("evidence-rows");
  const template = document.getElementById("evidence-empty");
  const total = document.querySelector("[name=evidence-TOTAL_FORMS]");
  const button = document.getElementById("evidence-add");

  button.hidden = false;
  button.addEventListener("click", () => {
    const row = template.content.firstElementChild.cloneNode(true);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes("__prefix__")) {
          element.setAttribute(name, value.replace("__prefix__", total.value));
        }
      }
    }
    rows.append(row);
    total.value = Number(total.value) + 1;
    // Django's autocomplete listens for this and makes the new source field a search.
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: "evidence" } }));
    row.querySelector("select").focus();
    row.scrollIntoView({ block: "nearest" });
  });
}
