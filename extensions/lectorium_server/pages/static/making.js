// An exam is hidden until somebody has looked at it, and takes nothing late. Without it the server does the same.
"use strict";

const mode = document.getElementById("f-mode");
const hidden = mode?.form.elements.hidden;
if (hidden) {
  const said = mode.form.elements.as_ticked;
  const was = mode.form.querySelectorAll("[data-unless-exam]");
  let before = null; // the tick of what is no exam
  const fit = () => {
    const exam = mode.value === "exam";
    if (exam && before === null) {
      before = hidden.checked;
      hidden.checked = true;
    } else if (!exam && before !== null) {
      hidden.checked = before;
      before = null;
    }
    for (const each of was) each.hidden = exam;
  };
  for (const each of mode.form.querySelectorAll("[data-unscripted]")) each.hidden = true;
  for (const each of mode.form.querySelectorAll("[data-scripted]")) each.hidden = false;
  // A form that was sent back has its exam's tick as it was.
  if (mode.value === "exam") before = false;
  if (said) said.disabled = false;
  mode.addEventListener("change", fit);
  fit();
}
