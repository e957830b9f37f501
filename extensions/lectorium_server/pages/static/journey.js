// Goes along a journey without loading the whole page: played, by the arrow keys, or by its own links.
"use strict";

const journey = document.querySelector("[data-journey]");
if (journey) {
  const step = journey.querySelector("#step");
  const steps = journey.querySelector("#steps");
  const play = journey.querySelector("[data-play]");
  const pace = journey.querySelector("[data-pace]");
  const told = journey.querySelector("[data-told]");
  const link = (key) => journey.querySelector(`[data-go="${key}"]`);
  const proof = () => document.querySelector("input[name=_xsrf]")?.value ?? "";
  let timer = 0;
  let going = false;

  for (const part of journey.querySelectorAll(".scripted")) part.hidden = false;
  reveal(steps.querySelector("[aria-current]"));
  newest();

  // Takes a page's step in place of the one that is shown; whether it could.
  async function go(address, push = true) {
    if (going) return false;
    going = true;
    try {
      const answer = await fetch(address, { headers: { "X-XSRFToken": proof() }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("#step");
      if (!found) throw new Error("no step");
      step.replaceChildren(...found.childNodes);
      step.dataset.id = found.dataset.id;
      newest();
      keep(page);
      for (const key of ["before", "after"]) follow(link(key), page.querySelector(`[data-go="${key}"]`));
      mark(page);
      if (push) history.replaceState(null, "", address);
      told.textContent = step.querySelector("h2").textContent.replace(/\s+/g, " ").trim();
      return true;
    } catch {
      location.assign(address);
      return false;
    } finally {
      going = false;
    }
  }

  // Of a long conversation the end is seen, unless the address names a part of it.
  function newest() {
    const talk = step.querySelector(".saids");
    if (talk && !talk.querySelector(":target")) talk.scrollTop = talk.scrollHeight;
  }

  // What is evaluated beside the steps comes back to the one that is shown now.
  function keep(page) {
    const form = document.querySelector("[data-evaluation]");
    const fresh = page.querySelector("[data-evaluation]");
    if (form && fresh) form.setAttribute("action", fresh.getAttribute("action"));
  }

  function follow(old, fresh) {
    if (fresh?.href) {
      old.href = fresh.href;
      old.removeAttribute("aria-disabled");
    } else {
      old.removeAttribute("href");
      old.setAttribute("aria-disabled", "true");
    }
  }

  // The list marks the step; where it doesn't hold it, the page's own list takes its place.
  function mark(page) {
    let here = steps.querySelector(`[data-step="${CSS.escape(step.dataset.id)}"]`);
    if (!here) {
      steps.replaceChildren(...page.querySelector("#steps").childNodes);
      here = steps.querySelector(`[data-step="${CSS.escape(step.dataset.id)}"]`);
    }
    for (const other of steps.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "step");
    reveal(here);
  }

  function reveal(here) {
    if (!here) return;
    const top = here.getBoundingClientRect().top - steps.getBoundingClientRect().top;
    if (top < 0 || top + here.offsetHeight > steps.clientHeight) steps.scrollTop += top - steps.clientHeight / 2;
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
    play.textContent = "Play";
  }

  async function tick() {
    const next = link("after").href;
    if (!next || !(await go(next)) || !link("after").href) return pause();
    if (timer) timer = setTimeout(tick, Number(pace.value));
  }

  play.addEventListener("click", () => {
    if (timer) return pause();
    play.textContent = "Pause";
    timer = setTimeout(tick, 0);
  });
  step.addEventListener("input", pause);
  document.addEventListener("visibilitychange", () => document.hidden && pause());

  journey.addEventListener("click", (event) => {
    const chosen = event.target.closest("a[data-go], a[data-step]");
    if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    pause();
    if (chosen.href) go(chosen.href);
  });

  document.addEventListener("keydown", (event) => {
    const key = { ArrowLeft: "before", ArrowRight: "after" }[event.key];
    const busy = event.target.closest("input, textarea, select, pre, .pills, summary, .scroll");
    if (!key || busy || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = link(key).href;
    if (!next) return;
    event.preventDefault();
    pause();
    go(next);
  });
}
