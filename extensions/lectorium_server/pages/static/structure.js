// The structure editor: order by drag and by keys, saved move by move; and uploads that show how far they are.
// Without it the buttons of each row do the same, with a page load each.
"use strict";

const list = document.getElementById("structure");
if (list?.querySelector(".grip")) edit(list);
for (const form of document.querySelectorAll("form[data-upload]")) watchUpload(form);

function edit(list) {
  const news = document.getElementById("news");
  const trouble = document.getElementById("trouble");
  let revision = Number(list.dataset.revision);
  let saved = order();
  let saving = false;
  let waits = null;

  for (const each of document.querySelectorAll(".scripted, .grip")) each.hidden = false;

  // --- the order as the server takes it
  function rowsOf(parent) {
    return [...parent.children].filter((each) => each.dataset.id);
  }
  function itemsOf(module) {
    return module.querySelector(":scope > .items");
  }
  function order() {
    return rowsOf(list).map((module) => ({ id: module.dataset.id, items: rowsOf(itemsOf(module)).map((row) => row.dataset.id) }));
  }
  function restore(wanted) {
    const rows = new Map([...list.querySelectorAll("[data-id]")].map((row) => [row.dataset.id, row]));
    for (const module of wanted) {
      list.append(rows.get(module.id));
      itemsOf(rows.get(module.id)).append(...module.items.map((id) => rows.get(id)));
    }
  }
  function place(row) {
    const rows = rowsOf(row.parentElement);
    const module = row.parentElement.closest("[data-id]");
    const where = module ? ` in ${module.dataset.title}` : " of the modules";
    return `${row.dataset.title}: place ${rows.indexOf(row) + 1} of ${rows.length}${where}.`;
  }

  // --- saving: one request at a time, the newest order last
  async function save(row) {
    waits = row;
    if (saving) return;
    saving = true;
    list.setAttribute("aria-busy", "true");
    while (waits) {
      const moving = waits;
      waits = null;
      await put(moving);
    }
    list.removeAttribute("aria-busy");
    saving = false;
  }
  async function put(row) {
    const sent = order();
    let answer;
    let told;
    try {
      answer = await fetch(list.dataset.url, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "X-XSRFToken": document.querySelector("input[name=_xsrf]").value },
        body: JSON.stringify({ revision, modules: sent }),
        redirect: "manual",
      });
      told = await answer.json();
    } catch {
      undo("The move couldn’t be saved: there is no answer. Everything is as it was. Try again in a moment.");
      return;
    }
    if (answer.ok) {
      revision = told.revision;
      saved = sent;
      for (const field of document.querySelectorAll("input[name=revision]")) field.value = revision;
      trouble.hidden = true;
      if (row.isConnected) news.textContent = `${place(row)} Saved.`;
    } else if (told.code === "outline_changed") {
      waits = null;
      await showTheirs(row, told.detail);
    } else {
      undo(told.detail);
    }
  }
  function undo(why) {
    waits = null;
    restore(saved);
    say(why);
  }
  function say(why) {
    trouble.textContent = why;
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  }
  // The list becomes the other editor's; what is being typed elsewhere on the page stays.
  async function showTheirs(row, why) {
    let page;
    try {
      page = await readPage(location.pathname);
    } catch {
      undo(`${why} Reload the page to see theirs. You had moved “${row.dataset.title}”.`);
      return;
    }
    const theirs = page.getElementById("structure");
    list.replaceChildren(...theirs.children);
    for (const grip of list.querySelectorAll(".grip")) grip.hidden = false;
    revision = Number(theirs.dataset.revision);
    saved = order();
    say(`${why} You had moved “${row.dataset.title}”.`);
    document.getElementById(row.id)?.querySelector(".grip")?.focus();
  }

  // --- a place up or down, also into the next module
  function shift(row, up) {
    const parent = row.parentElement;
    const rows = rowsOf(parent);
    const other = rows[rows.indexOf(row) + (up ? -1 : 1)];
    const module = parent.closest("[data-id]");
    if (other) {
      if (up) other.before(row);
      else other.after(row);
    } else if (module) {
      const modules = rowsOf(list);
      const next = modules[modules.indexOf(module) + (up ? -1 : 1)];
      if (!next) return tellEnd(row, up);
      if (up) itemsOf(next).append(row);
      else itemsOf(next).prepend(row);
    } else {
      return tellEnd(row, up);
    }
    save(row);
  }
  function tellEnd(row, up) {
    news.textContent = `${row.dataset.title} is ${up ? "first" : "last"} already.`;
  }
  function keepFocus(work) {
    const focused = document.activeElement;
    work();
    if (focused && list.contains(focused)) {
      focused.focus();
      focused.closest("[data-id]").scrollIntoView({ block: "nearest" });
    }
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const row = button?.closest("[data-id]");
    if (!row || !["up", "down", "to"].includes(button.value)) return;
    event.preventDefault();
    if (button.value !== "to") {
      keepFocus(() => shift(row, button.value === "up"));
      return;
    }
    const target = document.getElementById(`row-${button.form.elements.to.value}`);
    keepFocus(() => itemsOf(target).append(row));
    save(row);
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-id]");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    keepFocus(() => shift(row, event.key === "ArrowUp"));
  });

  // --- drag, by mouse, pen or finger
  let drag = null;
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) return;
    drag = { grip, row: grip.closest("[data-id]"), from: order() };
    grip.setPointerCapture(event.pointerId);
    drag.row.classList.add("dragged");
  });
  list.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (event.clientY < 48) scrollBy(0, -12);
    if (event.clientY > innerHeight - 48) scrollBy(0, 12);
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (!under || !list.contains(under)) return;
    if (drag.row.matches(".module")) beside(drag.row, under.closest(".module"), event.clientY);
    else over(drag.row, under, event.clientY);
  });
  list.addEventListener("pointerup", () => drop(true));
  list.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && drop(false));

  // Past the middle of another row the dragged one takes its place; so rows of unequal height don't flicker.
  function beside(row, other, y) {
    if (!other || other === row || other.parentElement !== row.parentElement) return;
    const box = other.getBoundingClientRect();
    const below = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (below && y > box.top + Math.min(box.height / 2, 40)) other.after(row);
    else if (!below && y < box.bottom - Math.min(box.height / 2, 40)) other.before(row);
  }
  function over(row, under, y) {
    const other = under.closest(".item");
    const module = under.closest(".module");
    if (other && other.parentElement === row.parentElement) {
      beside(row, other, y);
    } else if (other) {
      const box = other.getBoundingClientRect();
      if (y < box.top + box.height / 2) other.before(row);
      else other.after(row);
    } else if (module && itemsOf(module) !== row.parentElement) {
      const items = itemsOf(module);
      if (y < items.getBoundingClientRect().top) items.prepend(row);
      else items.append(row);
    }
  }
  function drop(keep) {
    if (!drag) return;
    const { grip, row, from } = drag;
    drag = null;
    row.classList.remove("dragged");
    if (!keep) restore(from);
    grip.focus();
    if (JSON.stringify(order()) !== JSON.stringify(from)) save(row);
  }
}

// A file goes with its form and shows how far it is; what is refused leaves the form as it was typed.
function watchUpload(form) {
  const bar = form.querySelector(".upload");
  const words = bar.querySelector("[role=status]");
  const button = form.querySelector("button:not([type])");
  form.addEventListener("submit", (event) => {
    if (!form.elements.file.files.length) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    let sent = false;
    request.upload.addEventListener("load", () => (sent = true));
    const done = (why) => {
      bar.hidden = true;
      button.disabled = false;
      if (why) refuse(why);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.querySelector("progress").value = total ? loaded / total : 0;
      words.textContent = loaded < total ? `${Math.round((loaded / total) * 100)} % sent` : "Sent. Being checked…";
    });
    request.addEventListener("load", () => {
      if (request.status < 300) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      done(page.querySelector("[role=alert]")?.textContent.trim() || "The answer can’t be read. Reload the page to see whether the file was taken.");
    });
    request.addEventListener("error", () =>
      done("There is no answer. Perhaps the file has arrived: reload the page and look before you send it again."),
    );
    request.addEventListener("abort", () =>
      done(sent ? "Stopped. The file had been sent already: reload the page to see whether it was taken." : "Stopped. Nothing was changed."),
    );
    bar.querySelector("button").onclick = () => request.abort();
    bar.hidden = false;
    button.disabled = true;
    request.open("POST", form.action);
    // The page that it leads to is fetched, too, and asks for the proof that a form carries.
    request.setRequestHeader("X-XSRFToken", form.elements._xsrf.value);
    request.send(new FormData(form));
  });
  function refuse(why) {
    let notice = form.querySelector(".notice.refused");
    if (!notice) {
      notice = document.createElement("div");
      notice.className = "notice refused";
      notice.setAttribute("role", "alert");
      (button.closest(".buttons") ?? button).before(notice);
    }
    notice.textContent = why;
  }
}
