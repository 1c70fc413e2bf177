// Gives a sign of life while the page is looked at, and says who else is here, or that the session
// has ended. Without this script each request is a sign of life.
"use strict";
{
  const EVERY = 120000;
  const form = document.getElementById("review-form");
  const notice = document.getElementById("somebody-else");

  const tell = (text) => {
    if (notice.textContent !== text) notice.textContent = text;
    notice.hidden = !text;
  };
  const renew = async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(form.dataset.lease, { method: "POST", body, redirect: "manual" });
      if (answer.ok) tell((await answer.json()).told);
      else if (answer.type === "opaqueredirect" || answer.status === 403) {
        tell("You were logged out. Save as always: you log in again, and your text is kept.");
      }
    } catch { /* No connection: the next one may come through. */ }
  };
  setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
}
