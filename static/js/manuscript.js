// A click on a text opens it for writing where it was clicked. The link «Rediger» beside it does the same, for everybody.
document.querySelector(".manuscript")?.addEventListener("click", ({ target }) => {
  if (target.closest("a, button, summary, form, .open-object") || !getSelection().isCollapsed) return;
  const text = target.closest("[data-field]");
  const link = text?.closest("article, section").querySelector("[data-edit]");
  if (!link) return;
  link.hash = text.dataset.field; // the field's id: the browser itself goes there
  link.click();
});
