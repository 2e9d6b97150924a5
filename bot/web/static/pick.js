// A choice in a list of seats takes effect at once.
"use strict";
for (const list of document.querySelectorAll("[data-seats]")) {
  list.addEventListener("change", () => { if (list.value) list.form.submit(); });
}
