// Alt with an arrow key moves the problem one is at, and its handle is dragged; the buttons do the same without it.
"use strict";

for (const each of document.querySelectorAll(".scripted, .grip")) each.hidden = false;
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
  const way = sessionStorage.getItem("moved");
  const again = moved.querySelector(way === "grip" ? ".grip" : `button[value="${way}"]:not(:disabled)`);
  (again ?? moved).focus();
}

// By mouse, pen or finger: where it is dropped the form says so, from the order that was shown.
const places = document.querySelector(".places");
let drag = null;
places?.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button !== 0) return;
  drag = { grip, row: grip.closest(".row"), from: [...places.children] };
  grip.setPointerCapture(event.pointerId);
  drag.row.classList.add("dragged");
});
places?.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (event.clientY < 48) scrollBy(0, -12);
  if (event.clientY > innerHeight - 48) scrollBy(0, 12);
  const other = document.elementFromPoint(event.clientX, event.clientY)?.closest(".places > .row");
  if (!other || other === drag.row) return;
  const box = other.getBoundingClientRect();
  const below = drag.row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (below && event.clientY > box.top + box.height / 2) other.after(drag.row);
  else if (!below && event.clientY < box.bottom - box.height / 2) other.before(drag.row);
});
function drop(keep) {
  if (!drag) return;
  const { grip, row, from } = drag;
  drag = null;
  row.classList.remove("dragged");
  if (!keep) places.append(...from);
  grip.focus();
  const to = [...places.children].indexOf(row);
  if (to === from.indexOf(row)) return;
  const form = row.querySelector("form:has([name=order])");
  const said = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(said("do", "to"), said("to", to));
  sessionStorage.setItem("moved", "grip");
  form.submit();
}
places?.addEventListener("pointerup", () => drop(true));
places?.addEventListener("pointercancel", () => drop(false));
document.addEventListener("keydown", (event) => event.key === "Escape" && drop(false));
