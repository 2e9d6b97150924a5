// Small comforts of the office pages; everything works without them.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// A form that is on its way is not sent twice.
document.addEventListener("submit", (event) => {
  setTimeout(() => {
    for (const button of event.target.querySelectorAll("button")) button.disabled = true;
  });
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
// What is being sent is counted on while the page is open.
async function countOn() {
  if (!document.querySelector("[data-live]")) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href.replace(/[?&]flash=[^&#]*/, "").replace(/#.*/, ""));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const shown of document.querySelectorAll("[data-live]")) {
        const now = fresh.getElementById(shown.id);
        if (now) shown.replaceWith(now);
      }
    } catch { /* the next look may succeed */ }
  }
  setTimeout(countOn, 3000);
}
setTimeout(countOn, 2000);
