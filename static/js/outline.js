// Dragging in the outline: drop a measure or a section in front of one beside it. The buttons under «Flytt» do the same.
(() => {
  const outline = document.querySelector(".outline[data-token]");
  if (!outline) return;
  let dragged = null;
  const row = (event) => event.target.closest?.("li[data-move]");
  const beside = (li) => li && dragged && li !== dragged && li.parentElement === dragged.parentElement;
  const clear = () => outline.querySelectorAll(".is-target").forEach((li) => li.classList.remove("is-target"));
  for (const li of outline.querySelectorAll("li[data-move]")) li.draggable = true;

  outline.addEventListener("dragstart", (event) => {
    dragged = row(event);
    dragged?.classList.add("is-dragged");
  });
  outline.addEventListener("dragend", () => { clear(); dragged?.classList.remove("is-dragged"); dragged = null; });
  outline.addEventListener("dragover", (event) => {
    clear();
    if (!beside(row(event))) return;
    event.preventDefault();
    row(event).classList.add("is-target");
  });
  outline.addEventListener("drop", (event) => {
    const target = row(event);
    if (!beside(target)) return;
    event.preventDefault();
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: dragged.dataset.move, hidden: true });
    for (const [name, value] of [["csrfmiddlewaretoken", outline.dataset.token], ["foran", target.dataset.id]]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  });
})();
