// Gives each search field (Select2) the name of the field that it stands for: it has none itself.
"use strict";
{
  const name = (field) => {
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    const shown = field.nextElementSibling;
    if (!label || !shown) return;
    for (const part of shown.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
      part.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
    }
  };
  const nameAll = () => document.querySelectorAll("select.select2-hidden-accessible").forEach(name);
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
}
