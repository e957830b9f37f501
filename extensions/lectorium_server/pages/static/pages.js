// What makes the pages quicker to use. Without it everything still works, with a button more.
"use strict";

// Filter a table while typing; the address keeps what was typed.
for (const input of document.querySelectorAll("input[data-filter]")) {
  const table = document.getElementById(input.dataset.filter);
  if (!table) continue;
  const count = document.querySelector(`[data-count="${input.dataset.filter}"]`);
  const whole = document.querySelector("main a[rel=next]") ? "on this page" : "in all";
  const rows = [...table.tBodies[0].rows];
  // What needs no server to be found again comes back from the address.
  if (!input.value) input.value = new URLSearchParams(location.search).get(input.name) ?? "";
  const apply = () => {
    const words = input.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const head = [...row.cells].filter((cell) => !cell.matches(".acts, [data-value]"));
      row.hidden = !head.some((cell) => cell.textContent.toLowerCase().includes(words));
      shown += row.hidden ? 0 : 1;
    }
    if (count) count.textContent = words ? `${shown} of ${rows.length} shown` : `${rows.length} ${whole}`;
  };
  input.addEventListener("input", () => {
    apply();
    keep(input.name, input.value.trim());
  });
  input.closest(".scripted")?.removeAttribute("hidden");
  // Where there is no button the server wouldn't do more than was done already.
  if (!input.form?.querySelector("button")) input.form?.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

// Sort a table by its heads: by number where a cell says its value, else by time or text.
[...document.querySelectorAll("table[data-sortable]")].forEach((table, place) => {
  const name = place ? `sort${place + 1}` : "sort";
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, index) => {
    if (head.matches("[data-fixed]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== (head.matches("[data-number]") ? "descending" : "ascending");
      const descending = head.matches("[data-number]") ? up : !up;
      sort(table, index, descending);
      keep(name, `${descending ? "-" : ""}${index}`);
    });
  });
  const wanted = new URLSearchParams(location.search).get(name);
  const index = wanted ? Math.abs(parseInt(wanted, 10)) : NaN;
  if (index < heads.length && !heads[index].matches("[data-fixed]")) sort(table, index, wanted.startsWith("-"));
  if (table.tBodies[0].rows.length && table.dataset.export !== "no") offerFile(table);
});

// What a cell says: its own value, a moment, or its words without what is only for doing something.
function said(cell) {
  if (cell.dataset.value !== undefined) return cell.dataset.value;
  const time = cell.querySelector("time[datetime]");
  if (time && time.textContent.trim() === cell.textContent.trim()) return time.dateTime;
  const copy = cell.cloneNode(true);
  for (const each of copy.querySelectorAll("form, .sr")) each.remove();
  for (const each of copy.querySelectorAll(".under, .hint, li, br")) each.prepend(" ");
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function sort(table, index, descending) {
  const heads = [...table.tHead.rows[0].cells];
  const number = heads[index].matches("[data-number]");
  const value = (row) => {
    const text = said(row.cells[index]);
    return number ? (text === "" ? NaN : Number(text)) : text;
  };
  const known = new Map([...table.tBodies[0].rows].map((row) => [row, value(row)]));
  const rows = [...known.keys()].sort((a, b) => {
    const [x, y] = [known.get(a), known.get(b)];
    if (number && (Number.isNaN(x) || Number.isNaN(y))) return Number.isNaN(x) - Number.isNaN(y);
    const order = number ? x - y : x.localeCompare(y, undefined, { numeric: true, sensitivity: "base" });
    return descending ? -order : order;
  });
  table.tBodies[0].append(...rows);
  heads.forEach((head, place) => {
    if (place === index) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}

// The rows that are shown, as a file; where the server gives the whole of it, the page has a link to that.
function offerFile(table) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain small";
  button.textContent = "Download these rows as CSV";
  const name = table.caption?.textContent.trim() || table.closest("[aria-label]")?.getAttribute("aria-label") || "";
  if (name) button.setAttribute("aria-label", `Download these rows as CSV: ${name}`);
  button.addEventListener("click", () => {
    const columns = [...table.tHead.rows[0].cells].flatMap((head, index) => (head.matches("[data-fixed]") ? [] : [index]));
    const lines = [table.tHead.rows[0], ...[...table.tBodies[0].rows].filter((row) => !row.hidden)].map((row) =>
      columns.map((index) => quoted(said(row.cells[index]))).join(","),
    );
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
    link.download = `${document.title.replace(/ · Lectorium$/, "")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  const line = document.createElement("p");
  line.className = "table-tools";
  line.append(button);
  (table.closest(".scroll") ?? table).after(line);
}
// What a sheet would take for a formula stays a text.
function quoted(text) {
  const safe = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// Another state of a page of ours; what a script asks for is answered only with the proof that it is ours.
async function readPage(address, options = {}) {
  const proof = document.querySelector("input[name=_xsrf]")?.value ?? "";
  const answer = await fetch(address, { redirect: "error", headers: { "X-XSRFToken": proof }, ...options });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
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

// A time in the class's zone says in its title when that is for the reader; one of no class gets the reader's beside it.
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
function tellTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([data-clock])")) {
    const moment = new Date(time.dateTime);
    time.dataset.clock = "";
    time.title = `${moment.toLocaleString([], { dateStyle: "full", timeStyle: "short", hourCycle: "h23" })}, your time`;
    const zone = time.querySelector(".zone");
    if (zone && zone.textContent.trim() === ownZone) zone.remove();
    if (time.matches(".ago")) time.append(` · ${absolute(moment)}`);
  }
}
function absolute(moment) {
  const year = moment.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  const day = moment.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", ...year });
  return `${day.replace(",", "")}, ${classTime(moment, ownZone)}`;
}
tellTimes(document);
new MutationObserver((seen) => {
  for (const node of seen.flatMap(({ addedNodes }) => [...addedNodes])) if (node.nodeType === Node.ELEMENT_NODE) tellTimes(node);
}).observe(document.getElementById("main"), { childList: true, subtree: true });

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
  if (input.value === "UTC") input.value = ownZone || "UTC";
}
// Where a zone is typed, the browser's own list of them is offered.
for (const list of document.querySelectorAll("datalist[data-zones]")) {
  for (const zone of Intl.supportedValuesOf("timeZone")) list.append(new Option(zone, zone));
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
      if (fresh) tellTimes(fresh);
      if (fresh && fresh.textContent !== live.textContent) live.replaceChildren(...fresh.childNodes);
    } catch {
      // The next look may find it: until then what is shown was true.
    }
    setTimeout(look, document.hidden ? 10000 : 1500);
  };
  setTimeout(look, 1000);
}
