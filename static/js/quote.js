// Words that somebody marks in a draft can be commented on: a link beside them carries them into the form.
(() => {
  const field = document.querySelector("[name=quote]"); // on the page of one thing: the words go straight in
  const link = Object.assign(document.createElement("a"), { className: "ds-button quote-link", textContent: "Kommenter dette", hidden: true });
  document.querySelector("main").append(link);

  // The mark of the innermost thing that the words stand in: its own comes first in it.
  function markOf(node) {
    for (let place = node.parentElement; place && !place.matches("main"); place = place.parentElement) {
      const mark = place.querySelector("a.mark");
      if (mark) return mark;
    }
    return null;
  }

  function words() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0), article = document.querySelector("article.document");
    const text = selection.toString().trim();
    return text && article.contains(range.startContainer) && article.contains(range.endContainer) ? { text, range } : null;
  }

  function show() {
    const marked = words();
    const mark = marked && !field ? markOf(marked.range.startContainer) : null;
    link.hidden = !(marked && (field || mark));
    if (link.hidden) return;
    link.dataset.words = marked.text;
    link.href = field ? "#skriv" : `${mark.href}?sitat=${encodeURIComponent(marked.text)}#skriv`;
    const place = marked.range.getBoundingClientRect();
    link.style.insetBlockStart = `${Math.min(place.bottom + 12, innerHeight - 64)}px`;
    link.style.insetInlineStart = `${Math.max(12, Math.min(place.left, innerWidth - 200))}px`;
  }

  let rest = null;
  document.addEventListener("selectionchange", () => { clearTimeout(rest); rest = setTimeout(show, 200); });
  addEventListener("scroll", () => { if (!link.hidden) show(); }, { passive: true });
  link.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay marked
  link.addEventListener("click", (event) => {
    if (!field) return;
    event.preventDefault();
    field.value = link.dataset.words;
    field.closest("details").open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("[name=text]").focus();
    link.hidden = true;
  });
})();
