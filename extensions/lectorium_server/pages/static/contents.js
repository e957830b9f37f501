// Alt with an arrow key moves the problem one is at; the buttons do the same without it.
"use strict";

for (const note of document.querySelectorAll(".scripted")) note.hidden = false;
for (const row of document.querySelectorAll(".places > .row")) {
  row.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const button = way && event.altKey ? row.querySelector(`button[value="${way}"]`) : null;
    if (!button || button.disabled) return;
    event.preventDefault();
    sessionStorage.setItem("moved", way);
    button.click();
  });
}

// After a move one is still at the same problem.
const moved = location.hash.startsWith("#place-") ? document.querySelector(CSS.escape ? `#${CSS.escape(location.hash.slice(1))}` : null) : null;
if (moved) {
  const again = moved.querySelector(`button[value="${sessionStorage.getItem("moved")}"]:not(:disabled)`);
  (again ?? moved).focus();
}
