// Filter the library while typing; the address keeps what was asked. Without it the button Find does the same.
"use strict";

const form = document.querySelector("form[data-results]");
const results = document.getElementById(form.dataset.results);
let timer = 0;
let asking = null;

async function find() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  if (query.get("order") === "title") query.delete("order");
  const address = `${form.action}${query.size ? `?${query}` : ""}`;
  asking?.abort();
  asking = new AbortController();
  try {
    const page = await readPage(address, { signal: asking.signal });
    results.replaceChildren(...page.getElementById(results.id).childNodes);
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") form.submit(); // the whole page says what is wrong
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, 200);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  find();
});
