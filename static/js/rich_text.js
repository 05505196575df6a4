// Rich text fields: a toolbar, and a text that looks as it will be read. Without this file the field is a plain textarea.
// The text is kept as HTML in the textarea `.rich-value`, which says `input` while one writes and `change` when one leaves.
// Put another text in it, let it say `rich:read`, and the editor shows that.
const DEEPEST = 5; // programmes/richtext.py, as is LINK
const LINK = /^(https?:\/\/|mailto:|#)[^\s"<>\x00-\x1f\x7f-\x9f]{1,1990}$/;
const started = new WeakSet();

startAll(document);
document.addEventListener("htmx:load", ({ target }) => startAll(target));
document.addEventListener("formset:added", ({ target }) => startAll(target)); // a new row in the emergency admin

function startAll(place) {
  for (const field of place.querySelectorAll(".rich")) {
    if (started.has(field) || field.querySelector(".rich-plain").id.includes("__prefix__")) continue;
    started.add(field);
    start(field).catch((error) => console.error(error)); // and the plain textarea stays
  }
}

async function start(field) {
  const [lib, { fromClipboard }] = await Promise.all([import(field.dataset.editor), import(field.dataset.clipboard)]);
  const plain = field.querySelector(".rich-plain"), value = field.querySelector(".rich-value");
  if (plain.value !== plain.defaultValue) return; // somebody has begun to write there
  const tools = field.querySelector(".rich-tools"), dialog = field.querySelector(".rich-link");
  const disabled = plain.disabled, wasThere = document.activeElement === plain;
  const label = plain.labels[0];
  const box = document.createElement("div");
  box.className = "rich-box";
  let fresh = true, atFocus = value.value;

  const editor = new lib.Editor({
    element: box,
    injectCSS: false, // its rules stand in rich_text.css: the page's policy allows no style that a script writes
    content: value.value,
    editable: !disabled && !plain.readOnly,
    extensions: extensions(lib, { ask: () => askForLink(), mayMove: () => !fresh }),
    editorProps: { attributes: attributes(plain, label), transformPastedHTML: fromClipboard },
    onUpdate() {
      value.value = editor.isEmpty ? "" : editor.getHTML();
      value.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onFocus() { fresh = true; atFocus = value.value; },
    onBlur() { if (value.value !== atFocus) value.dispatchEvent(new Event("change", { bubbles: true })); },
    onTransaction: () => show(),
  });
  const text = editor.view.dom;

  // The editor takes the place of the plain textarea, its id and its label.
  plain.before(box);
  plain.hidden = plain.disabled = true;
  plain.removeAttribute("id");
  plain.classList.remove("ds-input"); // a field with a disabled one in it looks disabled
  field.querySelector(".rich-help").hidden = true;
  value.disabled = disabled;
  tools.hidden = !editor.isEditable;
  field.dataset.started = "";
  label?.addEventListener("click", () => text.focus());
  for (const used of ["keydown", "pointerdown"]) text.addEventListener(used, (event) => { if (event.key !== "Tab") fresh = false; }, true);
  value.addEventListener("rich:read", () => { editor.commands.setContent(value.value, { emitUpdate: false }); });
  field.closest("form")?.addEventListener("reset", () => setTimeout(() => editor.commands.setContent(value.value, { emitUpdate: false })));
  if (wasThere) queueMicrotask(() => text.focus()); // when the toolbar below is ready to show where one is

  // ── the toolbar: one stop of Tab, arrows within ──────────────────────────────────────────────────
  const buttons = [...tools.querySelectorAll("button")];
  const marks = { bold: "toggleBold", italic: "toggleItalic", bulletList: "toggleBulletList", orderedList: "toggleOrderedList" };
  const moves = { sink: "sinkListItem", lift: "liftListItem" };
  const active = { bulletList: () => listAround() === "bulletList", orderedList: () => listAround() === "orderedList" };
  const can = { undo: () => editor.can().undo(), redo: () => editor.can().redo(), sink: () => editor.can().sinkListItem("listItem"), lift: () => editor.can().liftListItem("listItem") };
  const listAround = () => { // the innermost, for a list in a list is one kind only
    const { $from } = editor.state.selection;
    for (let depth = $from.depth; depth; depth--) if (/List$/.test($from.node(depth).type.name)) return $from.node(depth).type.name;
    return null;
  };
  buttons.forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  tools.setAttribute("aria-controls", text.id);
  tools.addEventListener("pointerdown", (event) => { if (event.target.closest("button")) event.preventDefault(); }); // the selection stays
  tools.addEventListener("mousedown", (event) => event.preventDefault());
  tools.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = step ? buttons.indexOf(document.activeElement) + step : { Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusOn(buttons.at(to % buttons.length));
  });
  tools.addEventListener("click", ({ target }) => {
    const { do: what } = target.closest("button")?.dataset ?? {};
    if (what in marks) editor.chain().focus()[marks[what]]().run();
    if (what in moves) editor.commands[moves[what]]("listItem");
    if (what === "undo" || what === "redo") editor.commands[what]();
    if (what === "link") askForLink();
    fresh = false;
  });
  function focusOn(button) {
    for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
    button.focus();
  }
  function show() {
    if (!("started" in field.dataset) || editor.isDestroyed) return;
    for (const button of buttons) {
      const { do: what } = button.dataset;
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", active[what]?.() ?? editor.isActive(what));
      if (what in can) button.setAttribute("aria-disabled", !can[what]());
    }
  }
  show();

  // ── the link dialog ──────────────────────────────────────────────────────────────────────────────
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const [words, address] = ["words", "address"].map((name) => part(name).querySelector("input"));
  const complaint = part("address").querySelector("p");
  complaint.id = `${text.id}_link_error`;
  function complain(wrong) {
    complaint.hidden = !wrong;
    address.toggleAttribute("aria-invalid", wrong);
    if (wrong) { address.setAttribute("aria-invalid", "true"); address.setAttribute("aria-describedby", complaint.id); address.focus(); }
  }
  function askForLink() {
    if (editor.isActive("link")) editor.commands.extendMarkRange("link");
    address.value = editor.getAttributes("link").href ?? "";
    words.value = "";
    part("words").hidden = !editor.state.selection.empty;
    dialog.querySelector("[data-do=unsetLink]").hidden = !address.value;
    dialog.querySelector("[data-do=setLink]").textContent = address.value ? "Endre lenke" : "Sett inn lenke";
    complain(false);
    dialog.showModal();
  }
  function setLink() {
    const href = addressOf(address.value);
    if (!LINK.test(href)) { complain(true); return; }
    dialog.close();
    const chain = editor.chain().focus();
    const made = { type: "text", text: words.value.trim() || address.value.trim(), marks: [{ type: "link", attrs: { href } }] };
    (editor.state.selection.empty ? chain.insertContent(made) : chain.setMark("link", { href })).run();
  }
  dialog.addEventListener("click", ({ target }) => {
    const { do: what } = target.closest("button")?.dataset ?? {};
    if (what === "setLink") setLink();
    if (what === "unsetLink") { dialog.close(); editor.chain().focus().unsetMark("link").run(); }
    if (what === "close") dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation(); // Esc closes the dialog, not what the field stands in
    if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); setLink(); }
  });
  dialog.addEventListener("input", (event) => event.stopPropagation()); // nothing in it is a part of the form

  value.dispatchEvent(new CustomEvent("rich:ready", { bubbles: true }));
}

function addressOf(written) {
  const address = written.trim();
  if (/^[^\s@:/]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return `mailto:${address}`;
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+([/?#:]|$)/u.test(address) ? `https://${address}` : address;
}

function attributes(plain, label) {
  const made = { id: plain.id, class: "ds-input rich-sheet", role: "textbox", "aria-multiline": "true" };
  for (const name of ["lang", "spellcheck", "aria-label", "aria-describedby", "aria-invalid"]) {
    if (plain.hasAttribute(name)) made[name] = plain.getAttribute(name);
  }
  if (plain.required) made["aria-required"] = "true";
  if (plain.disabled) made["aria-disabled"] = "true";
  if (plain.readOnly) made["aria-readonly"] = "true";
  if (label) made["aria-labelledby"] = label.id ||= `${plain.id}_label`;
  return made;
}

function extensions(lib, { ask, mayMove }) {
  const atStart = (editor) => mayMove() && editor.state.selection.empty && editor.state.selection.$from.parentOffset === 0;
  return [
    lib.Document, lib.Paragraph, lib.Text, lib.Bold, lib.Italic, lib.BulletList, lib.History,
    lib.OrderedList.extend({
      addAttributes: () => ({}),
      addNodeView: null,
      addInputRules() { return [lib.wrappingInputRule({ find: /^1[.)]\s$/, type: this.type })]; },
    }),
    lib.ListItem.extend({
      addKeyboardShortcuts() {
        const item = this.name;
        return {
          Enter: ({ editor }) => editor.commands.splitListItem(item),
          "Shift-Enter": ({ editor }) => editor.commands.splitBlock(), // one more paragraph of the item
          // First in an item Tab moves it, as in Word; everywhere else, and straight after arriving, Tab leads on.
          Tab: ({ editor }) => atStart(editor) && editor.commands.sinkListItem(item),
          "Shift-Tab": ({ editor }) => atStart(editor) && editor.commands.liftListItem(item),
        };
      },
    }),
    lib.Link.extend({
      addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute("href") } }),
      addMenuItems: null,
      addKeyboardShortcuts: () => ({ "Mod-k": () => { ask(); return true; } }),
    }).configure({ autolink: false, openOnClick: false, linkOnPaste: true, isAllowedUri: (address) => LINK.test(address ?? "") }),
    lib.Extension.create({
      name: "deepest",
      addProseMirrorPlugins: () => [new lib.Plugin({
        filterTransaction: (tr) => !tr.docChanged || tr.getMeta("paste") || listDepth(tr.doc) <= Math.max(DEEPEST, listDepth(tr.before)),
      })],
    }),
  ];
}

function listDepth(node) {
  let inside = 0;
  node.forEach((child) => { inside = Math.max(inside, listDepth(child)); });
  return inside + (/List$/.test(node.type.name) ? 1 : 0);
}
