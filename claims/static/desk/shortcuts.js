// Keyboard shortcuts, read from the table that "?" shows: what stands there is what works.
"use strict";
{
  const dialog = document.getElementById("desk-shortcuts");
  const said = document.getElementById("desk-shortcuts-said");
  const onOff = document.getElementById("desk-shortcuts-on");
  const opener = document.getElementById("desk-shortcuts-open");
  const table = new Map();
  for (const row of dialog.querySelectorAll("[data-keys]")) table.set(row.dataset.keys, row.dataset);
  const ROWS = "#result_list tbody tr, .desk-day .desk-rows li, .desk-proposal";
  let first = "";
  let timer = 0;

  const stored = () => { try { return localStorage.getItem("desk-shortcuts") !== "off"; } catch { return true; } };
  const store = (on) => { try { localStorage.setItem("desk-shortcuts", on ? "on" : "off"); } catch { /* for this page only */ } };
  onOff.checked = stored();
  onOff.addEventListener("change", () => store(onOff.checked));
  // The pages of one's password have no such button; "?" works there, too.
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }

  const say = (text) => { said.textContent = ""; requestAnimationFrame(() => { said.textContent = text; }); };
  const seen = (element) => element && !element.disabled && element.getClientRects().length > 0;
  // On a page of several, what the row in hand has comes before what others have.
  const find = (selector) => {
    const row = here();
    const within = row ? [...row.querySelectorAll(selector)] : [];
    return [...within, ...document.querySelectorAll(selector)].find(seen);
  };
  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector("a[href]"));
  const link = (row) => row.querySelector("th a[href]") || row.querySelector("a[href]");
  const here = () => rows().find((row) => row.contains(document.activeElement));

  const does = {
    help: () => { dialog.showModal(); return true; },
    go: (target) => { location.assign(target); return true; },
    // "Next claim", where the page offers it; else the queue.
    next: (target) => {
      const button = find("[data-shortcut=next]");
      if (button) button.click(); else location.assign(target);
      return true;
    },
    focus: (target) => {
      const element = find(target);
      if (element) element.focus();
      return element;
    },
    press: (target) => {
      const element = find(target);
      if (element) element.click();
      return element;
    },
    // A fold is opened, for its first field; a link is followed.
    unfold: (target) => {
      const element = find(target);
      if (!element) return null;
      if (element.tagName !== "DETAILS") element.click();
      else {
        element.open = true;
        element.querySelector("input:not([type=hidden]), textarea, select")?.focus();
      }
      return element;
    },
    write: (target) => {
      const element = document.querySelector(target);
      if (!element) return null;
      const fold = element.closest("details");
      if (fold) fold.open = true;
      element.focus();
      return element;
    },
    row: (step) => {
      const all = rows();
      if (!all.length) return null;
      const at = all.indexOf(here());
      const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + Number(step);
      const row = all[Math.min(Math.max(to, 0), all.length - 1)];
      link(row).focus();
      row.scrollIntoView({ block: "nearest" });
      return row;
    },
    open: () => {
      const row = here();
      if (row) link(row).click();
      return row;
    },
    tick: () => {
      const row = here();
      const box = row && row.querySelector("input.action-select");
      if (!box) return null;
      box.click();
      say(box.checked ? "Ticked" : "Not ticked");
      return row;
    },
  };

  const typing = (element) => element.isContentEditable
    || element.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (!onOff.checked || event.key.length !== 1 || typing(event.target) || document.querySelector("dialog[open]")) return;
    const keys = first ? `${first} ${event.key}` : event.key;
    clearTimeout(timer);
    first = "";
    const found = table.get(keys);
    if (found) {
      if (does[found.do](found.target)) {
        event.preventDefault();
        if (found.do === "press" || found.do === "go") say(found.label);
      } else say(`${found.label}: not here`);
    } else if ([...table.keys()].some((other) => other.startsWith(`${keys} `))) {
      first = keys;
      timer = setTimeout(() => { first = ""; }, 1500);
      event.preventDefault();
    }
  });
}
