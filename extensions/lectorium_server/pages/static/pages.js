// What makes the pages quicker to use. Without it everything still works, with a button more.
"use strict";

// Filter a table while typing; the address keeps what was typed.
for (const input of document.querySelectorAll("input[data-filter]")) {
  const table = document.getElementById(input.dataset.filter);
  if (!table) continue;
  const count = document.querySelector(`[data-count="${input.dataset.filter}"]`);
  const rows = [...table.tBodies[0].rows];
  const apply = () => {
    const words = input.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const head = [...row.cells].filter((cell) => !cell.matches(".acts, [data-value]"));
      row.hidden = !head.some((cell) => cell.textContent.toLowerCase().includes(words));
      shown += row.hidden ? 0 : 1;
    }
    if (count) count.textContent = words ? `${shown} of ${rows.length} shown` : `${rows.length} in all`;
  };
  input.addEventListener("input", () => {
    apply();
    keep("search", input.value.trim());
  });
  apply();
}

// Sort a table by its heads: by number where a cell says its value, else by text.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  [...table.tHead.rows[0].cells].forEach((head, index) => {
    if (head.matches("[data-fixed]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== (head.matches("[data-number]") ? "descending" : "ascending");
      const descending = head.matches("[data-number]") ? up : !up;
      sort(table, index, descending);
      keep("sort", `${descending ? "-" : ""}${index}`);
    });
  });
  const wanted = new URLSearchParams(location.search).get("sort");
  const index = wanted ? Math.abs(parseInt(wanted, 10)) : NaN;
  if (index < table.tHead.rows[0].cells.length) sort(table, index, wanted.startsWith("-"));
}

function sort(table, index, descending) {
  const heads = [...table.tHead.rows[0].cells];
  const number = heads[index].matches("[data-number]");
  const value = (row) => {
    const cell = row.cells[index];
    const text = cell.dataset.value ?? cell.textContent.trim().toLowerCase();
    return number ? (text === "" ? NaN : Number(text)) : text;
  };
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (number && (Number.isNaN(x) || Number.isNaN(y))) return Number.isNaN(x) - Number.isNaN(y);
    const order = number ? x - y : x.localeCompare(y);
    return descending ? -order : order;
  });
  table.tBodies[0].append(...rows);
  heads.forEach((head, place) => {
    if (place === index) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}

// The address keeps the state of a table, and forgets what was said once.
function keep(name, value) {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(null, "", address);
}
keep("done", "");

// A time of today on the class's clock; its zone is named where the reader's is another.
function classTime(moment, timeZone, more = {}) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone, ...more };
  const text = new Intl.DateTimeFormat("en-GB", options).format(moment);
  return timeZone === Intl.DateTimeFormat().resolvedOptions().timeZone ? text : `${text} ${timeZone}`;
}

// A time in the class's zone says in its title when that is for the reader.
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  time.title = `${moment.toLocaleString([], { dateStyle: "full", timeStyle: "short", hourCycle: "h23" })}, your time`;
  const zone = time.querySelector(".zone");
  if (zone && zone.textContent === Intl.DateTimeFormat().resolvedOptions().timeZone) zone.remove();
}

// What is wider than its place shows at which side there is more of it.
const wide = [...document.querySelectorAll(".scroll, .tabs, .top nav:not(.account)")];
const sides = (box) => {
  const left = box.scrollLeft > 1;
  const right = box.scrollWidth - box.clientWidth - box.scrollLeft > 1;
  if (left || right) box.dataset.more = left && right ? "both" : left ? "left" : "right";
  else delete box.dataset.more;
};
const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => sides(target)));
for (const box of wide) {
  const here = box.querySelector(":scope > [aria-current]");
  if (here) box.scrollLeft = here.offsetLeft - box.offsetLeft - (box.clientWidth - here.offsetWidth) / 2;
  box.addEventListener("scroll", () => sides(box), { passive: true });
  watch.observe(box);
}

// A new class begins in the reader's own zone.
for (const input of document.querySelectorAll("input[data-zone]")) {
  if (input.value === "UTC") input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

// What is under way shows how far it is; when it has ended, the page is there anew.
const live = document.querySelector("[data-live]");
if (live) {
  const look = async () => {
    try {
      const proof = live.querySelector("input[name=_xsrf]").value;
      const answer = await fetch(location.href, { headers: { "X-XSRFToken": proof }, redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        location.reload(); // the sign-in has ended: the page leads to it
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(live.id);
      if (answer.ok && fresh?.dataset.live !== live.dataset.live) {
        location.reload();
        return;
      }
      if (fresh && fresh.textContent !== live.textContent) live.replaceChildren(...fresh.childNodes);
    } catch {
      // The next look may find it: until then what is shown was true.
    }
    setTimeout(look, document.hidden ? 10000 : 1500);
  };
  setTimeout(look, 1000);
}
