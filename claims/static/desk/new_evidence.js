// New evidence: says what the desk knows of a pasted address before it is saved, and keeps one
// empty form ready below the last. Without this script, saving does both.
"use strict";
{
  const rows = document.getElementById("new-rows");
  const template = document.getElementById("new-empty");
  const total = document.querySelector("[name=new-TOTAL_FORMS]");
  const WAIT = 250;
  let timer;

  const addEmpty = () => {
    const row = template.content.firstElementChild.cloneNode(true);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes("__prefix__")) element.setAttribute(name, value.replace("__prefix__", total.value));
      }
    }
    rows.append(row);
    total.value = Number(total.value) + 1;
  };

  const tell = async (field) => {
    const row = field.closest(".desk-new-row");
    const said = row.querySelector(".desk-recognised");
    const asked = field.value.trim();
    row.classList.remove("desk-new-known", "desk-new-titled");
    said.textContent = "";
    if (!asked) return;
    const address = `${rows.dataset.recognise}?url=${encodeURIComponent(asked)}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    // What cannot be told now is told when the page is saved.
    if (!answer || !answer.ok || field.value.trim() !== asked) return;
    const found = await answer.json();
    said.textContent = found.text;
    row.classList.toggle("desk-new-known", Boolean(found.known));
    row.classList.toggle("desk-new-titled", Boolean(found.title));
  };

  rows.addEventListener("input", ({ target }) => {
    if (!target.name.endsWith("-url")) return;
    clearTimeout(timer);
    timer = setTimeout(() => tell(target), WAIT);
    const last = [...rows.querySelectorAll("[name$=-url]")].pop();
    if (last.value.trim()) addEmpty();
  });
  for (const field of rows.querySelectorAll("[name$=-url]")) if (field.value.trim()) tell(field);
  const last = [...rows.querySelectorAll("[name$=-url]")].pop();
  if (!last || last.value.trim()) addEmpty();
}
