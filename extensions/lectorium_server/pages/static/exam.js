// Clocks that count down, and a room that is always fresh. Without it a reload does the same.
"use strict";

const loadedAt = performance.now();
// Every form carries the proof that it is ours, and what a script asks for needs it as well.
const proof = document.querySelector("input[name=_xsrf]")?.value ?? "";
const ours = { headers: { "X-XSRFToken": proof } };

const two = (number) => String(number).padStart(2, "0");

const asClock = (seconds) =>
  `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;

// Calm: whole minutes until the last five.
const calmly = (seconds) => {
  if (seconds < 300) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} minutes`;
  const minutes = Math.ceil(seconds / 60);
  return `${minutes} minutes`;
};

const own = document.querySelector("[data-exam]");
if (own) {
  const shown = own.querySelector("[data-shown]");
  const said = own.querySelector("[data-said]");
  const announced = new Set();
  let left = Number(own.dataset.left);
  let since = loadedAt;
  const tell = (minutes) => {
    if (announced.has(minutes)) return;
    announced.add(minutes);
    said.textContent = `${minutes} minute${minutes === 1 ? "" : "s"} left.`;
  };
  const tick = () => {
    const seconds = Math.max(0, Math.round(left - (performance.now() - since) / 1000));
    shown.textContent = calmly(seconds);
    own.classList.toggle("last", seconds < 300);
    for (const minutes of [30, 10, 5, 1]) {
      if (seconds <= minutes * 60 && seconds > (minutes - 1) * 60) tell(minutes);
    }
    if (seconds === 0) {
      clearInterval(timer);
      setTimeout(() => location.reload(), 3000);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
  // The server's clock decides: ask it what is left, whenever it says that something changed.
  const ask = async () => {
    const answer = await fetch(`${own.dataset.exam}/items/${own.dataset.item}/sitting`, ours);
    if (!answer.ok) return;
    const sitting = await answer.json();
    if (sitting.state !== "running" || Math.abs(Date.parse(sitting.deadline_at) / 1000 - Number(own.dataset.until)) > 1) {
      location.reload();
      return;
    }
    left = sitting.remaining_seconds;
    since = performance.now();
    tick();
  };
  const events = new EventSource(`${own.dataset.exam}/events?_xsrf=${encodeURIComponent(proof)}`);
  events.addEventListener("sitting", () => void ask().catch(() => {}));
  events.addEventListener("hello", () => void ask().catch(() => {}));
  // A proxy may hold a line open that leads nowhere any more.
  setInterval(() => void ask().catch(() => {}), 45000);
}

const room = document.querySelector("table[data-room]");
if (room) {
  const fresh = document.querySelector("[data-fresh]");
  const asOfNow = () => {
    if (fresh) fresh.textContent = `As of ${classTime(new Date(), room.dataset.zone, { second: "2-digit" })}; it is renewed by itself.`;
  };
  const clocks = () => {
    for (const clock of room.querySelectorAll("[data-left]")) {
      clock.dataset.since ??= String(performance.now());
      const gone = (performance.now() - Number(clock.dataset.since)) / 1000;
      clock.textContent = asClock(Math.max(0, Math.round(Number(clock.dataset.left) - gone)));
    }
  };
  // Only what is read is put in place: what somebody types into a row's form stays.
  const refresh = async () => {
    const answer = await fetch(location.href, ours);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const row of page.querySelectorAll("table[data-room] tbody tr")) {
      const here = document.getElementById(row.id);
      if (!here) continue;
      for (const cell of row.querySelectorAll("[data-cell]")) {
        here.querySelector(`[data-cell="${cell.dataset.cell}"]`)?.replaceWith(cell);
      }
      if (row.querySelector("form")?.action !== here.querySelector("form")?.action) {
        const act = here.querySelector(".acts");
        if (act && !act.contains(document.activeElement)) act.replaceWith(row.querySelector(".acts"));
      }
    }
    document.querySelector("[data-counts]")?.replaceWith(page.querySelector("[data-counts]"));
    asOfNow();
    clocks();
  };
  const renew = () =>
    refresh().catch(() => {
      if (fresh) fresh.textContent = "The server doesn’t answer. What stands here may be old; it is tried again.";
    });
  // What the server tells of is shown at once, however many begin in the same second; saves are looked for.
  let soon = 0;
  const shortly = () => {
    soon ||= setTimeout(() => {
      soon = 0;
      if (!document.hidden) void renew();
    }, 1000);
  };
  if (proof) {
    const told = new EventSource(`${room.dataset.api}/events?class_id=${room.dataset.class}&_xsrf=${encodeURIComponent(proof)}`);
    told.addEventListener("sitting", shortly);
  }
  asOfNow();
  setInterval(clocks, 1000);
  setInterval(() => {
    if (!document.hidden) void renew();
  }, 5000);
  document.addEventListener("visibilitychange", shortly);
}
