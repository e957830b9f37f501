// Saves answers as they are given. Without it the button Save does the same.
"use strict";

const quiz = document.querySelector("form[data-quiz]");
const status_ = quiz?.querySelector("[data-saved]");
if (quiz && status_ && !quiz.hasAttribute("data-closed")) {
  const api = quiz.dataset.quiz;
  const proof = quiz.querySelector("input[name=_xsrf]").value;
  const waiting = new Map(); // challenge -> its fieldset, changed since the last save
  let timer = 0;
  let busy = null;
  let stopped = false;

  const say = (text) => {
    if (status_.textContent !== text) status_.textContent = text;
  };

  const answerOf = (part) => {
    const boxes = [...part.querySelectorAll("input[type=checkbox]")];
    if (boxes.length) return boxes.filter((box) => box.checked).map((box) => box.value);
    const radios = [...part.querySelectorAll("input[type=radio]")];
    if (radios.length) return radios.find((radio) => radio.checked)?.value ?? null;
    const text = part.querySelector("textarea, input:not([type=hidden])").value;
    return text.trim() ? text : null;
  };

  const save = async (part) => {
    const revision = part.querySelector("input[type=hidden]");
    const answer = await fetch(`${api}/challenges/${part.dataset.challenge}/draft`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-XSRFToken": proof },
      body: JSON.stringify({ revision: Number(revision.value), content: { v: 1, answer: answerOf(part) } }),
    });
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(said.detail), { status: answer.status });
    revision.value = said.revision;
    return new Date(said.saved_at);
  };

  // Only the server knows what it can read as a number: its page says so beside the field.
  const tellUnread = async (part) => {
    const here = part.querySelector(".unread");
    const text = part.querySelector("input[inputmode=decimal]")?.value.trim();
    if (!here || text === undefined) return;
    if (/^([+-]?[0-9]{1,30}([.,][0-9]{1,30})?)?$/.test(text)) {
      here.textContent = "";
      return;
    }
    const answer = await fetch(location.href, { headers: { "X-XSRFToken": proof } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.getElementById(here.id)?.textContent ?? "";
    if (here.textContent !== said) here.textContent = said;
  };

  const run = async () => {
    let last = null;
    while (waiting.size && !stopped) {
      const [challenge, part] = waiting.entries().next().value;
      waiting.delete(challenge);
      try {
        say("Saving…");
        last = await save(part);
        void tellUnread(part).catch(() => {});
      } catch (error) {
        if (error.status >= 400 && error.status < 500 && error.status !== 429) {
          stopped = true;
          say(`Not saved: ${error.message} Press Save to see what is saved.`);
        } else {
          waiting.set(challenge, part);
          say("Not saved yet: your answers are still on this page. Trying again…");
          timer = setTimeout(start, 5000);
        }
        return;
      }
    }
    if (last && !waiting.size) say(`Saved ${classTime(last, quiz.dataset.zone)}`);
  };

  const start = () => {
    clearTimeout(timer);
    busy = (busy ?? Promise.resolve()).then(run);
    return busy;
  };

  quiz.addEventListener("input", (event) => {
    const part = event.target.closest("[data-challenge]");
    if (!part || stopped) return;
    waiting.set(part.dataset.challenge, part);
    say("Not saved yet");
    clearTimeout(timer);
    timer = setTimeout(start, event.target.matches("[type=radio], [type=checkbox]") ? 200 : 1200);
  });
  // A button sends the form as it stands: what is on its way must have its revision first.
  let sending = false;
  quiz.addEventListener("submit", (event) => {
    if (sending || (!busy && !waiting.size)) return;
    event.preventDefault();
    sending = true;
    clearTimeout(timer);
    waiting.clear();
    const button = event.submitter;
    // Not in the same turn: while it says that it is being sent, a form can't be sent again.
    (busy ?? Promise.resolve()).finally(() => setTimeout(() => quiz.requestSubmit(button)));
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size && !sending) event.preventDefault();
  });
}
