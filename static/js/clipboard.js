// What comes from Word, Outlook, LibreOffice, Google Docs or a web page, as the few kinds of text a programme has.
// Kept: paragraphs, lists, strong, emphasis, links, footnote calls. Headings become strong paragraphs, every cell of a
// table its own paragraphs. Left behind: looks, pictures, comments, hidden and deleted text.
const DEEPEST = 5; // programmes/richtext.py
const LINK = /^(https?:\/\/|mailto:|#(?!_))[^\s"<>\x00-\x1f\x7f-\x9f]+$/; // Word's own places begin with _
const FOOTNOTE = /^#(?:_ftn|_edn|ftnt|sdfootnote)(\d{1,8})(?:sym)?$/;
const GONE = "script,x-style,template,title,head,meta,link,xml,img,picture,svg,math,object,embed,iframe,video,audio,canvas," +
  "noscript,input,select,textarea,button,del,[data-style*='mso-element:comment-list'],.MsoCommentReference,.msocomanchor";
const BLOCKS = new Set(("P,DIV,BR,HR,H1,H2,H3,H4,H5,H6,UL,OL,LI,TABLE,CAPTION,TR,TD,TH,DL,DT,DD,BLOCKQUOTE,PRE,SECTION," +
  "ARTICLE,ASIDE,HEADER,FOOTER,MAIN,NAV,FIGURE,FIGCAPTION,ADDRESS,FORM,FIELDSET").split(","));

export function fromClipboard(html) {
  if (html.includes("data-pm-slice") && !/\b(style|on[a-z]+\s*=)/i.test(html)) return html; // from a field like this one
  // The page's policy reports styles and handlers already when they are parsed, so they are read under other names.
  const asleep = html.replace(/\b(?=(?:style|on[a-z]+)\s*=)/gi, "data-").replace(/<(\/?)style\b/gi, "<$1x-style");
  const body = new DOMParser().parseFromString(asleep, "text/html").body;
  body.querySelectorAll(GONE).forEach((element) => element.remove());
  return nested(lines(body));
}

// ── a page → lines: how deep in lists each stands, whether it begins an item, and its words ──────────────────────
function lines(body) {
  const found = [];
  let place = { depth: 0 }, runs = [];
  const end = () => {
    const content = tidy(runs);
    runs = [];
    if (!content.length) return;
    found.push({ ...place, content });
    place = { ...place, begins: false };
  };
  const walk = (node, look, lists) => {
    if (node.nodeType === Node.TEXT_NODE) runs.push({ ...look, text: node.data.replace(/[ \t\r\n\f]+/g, " ") });
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const style = (node.dataset.style ?? "").toLowerCase();
    if (/display:\s*none|mso-hide:\s*all/.test(style)) return;
    const note = node.tagName === "A" && FOOTNOTE.exec(node.getAttribute("href") ?? "");
    if (note) { runs.push({ text: `[^${note[1]}]` }); return; }
    const block = BLOCKS.has(node.tagName), before = place;
    if (block) end();
    if (/^[UO]L$/.test(node.tagName)) lists = [...lists, node.tagName === "OL"];
    const item = itemOf(node, style, lists, found.at(-1));
    if (item) place = item;
    node.childNodes.forEach((child) => walk(child, lookOf(node, style, look), lists));
    if (!block) return;
    end();
    // What follows an item in the same list goes on in it; what follows a paragraph made an item does not.
    if (item && node.tagName !== "LI") place = before;
    if (/^[UO]L$/.test(node.tagName)) place = lists.length > 1 ? { ...before, begins: false } : { depth: 0 };
  };
  walk(body, {}, []);
  end();
  return found;
}

function itemOf(node, style, lists, last) {
  if (node.tagName === "LI" && lists.length) {
    const depth = Number(node.dataset.ariaLevel) || lists.length; // Word on the web: every item in a list of its own
    return { depth, ordered: lists.at(-1), begins: true };
  }
  if (node.tagName !== "P") return null;
  const [, level] = /mso-list:\s*\S+\s+level(\d)/.exec(style) ?? [];
  const [, kind, number] = /^MsoList(Bullet|Number)(\d?)/.exec(node.className) ?? [];
  const sign = [...node.querySelectorAll("[data-style]")].find((part) => /mso-list:\s*ignore/i.test(part.dataset.style));
  const ordered = sign ? /^\(?([0-9]+|[a-z]{1,4})[.)]/i.test(sign.textContent.trim()) : kind === "Number";
  sign?.remove();
  if (level || kind) return { depth: Number(level || number || 1), ordered, begins: true };
  const goesOn = /^MsoListParagraph/.test(node.className) && last?.depth;
  return goesOn ? { ...last, content: null, begins: false } : null;
}

function lookOf(node, style, look) {
  const { tagName } = node, made = { ...look };
  const [weight, slant] = ["weight", "style"].map((name) => new RegExp(`(?:^|[;\\s])font-${name}:\\s*(\\w+)`).exec(style)?.[1]);
  if (/^(B|STRONG|H[1-6])$/.test(tagName)) made.strong = true;
  if (/^(I|EM)$/.test(tagName)) made.em = true;
  if (weight && !/^H[1-6]$/.test(tagName)) made.strong = weight.startsWith("bold") || Number(weight) >= 600;
  if (slant) made.em = slant === "italic" || slant === "oblique";
  const href = tagName === "A" && node.getAttribute("href")?.trim();
  if (href && LINK.test(href)) made.href = href;
  return made;
}

function tidy(runs) {
  const kept = [];
  for (const run of runs) {
    const text = !kept.length || kept.at(-1).text.endsWith(" ") ? run.text.replace(/^ +/, "") : run.text;
    if (text) kept.push({ ...run, text });
  }
  while (kept.length && !(kept.at(-1).text = kept.at(-1).text.trimEnd())) kept.pop();
  return kept.some((run) => run.text.trim()) ? kept : [];
}

// ── lines → HTML ─────────────────────────────────────────────────────────────────────────────────
function nested(found) {
  const page = document.createElement("div"), open = []; // the lists that are open: depth, ordered, list, item
  for (const line of found) {
    while (open.length && open.at(-1).depth > line.depth) open.pop();
    let last = open.at(-1);
    if (line.depth && last?.depth === line.depth && line.begins && last.ordered !== line.ordered) { open.pop(); last = null; }
    if (line.depth && last?.depth !== line.depth && open.length < DEEPEST) {
      const list = document.createElement(line.ordered ? "ol" : "ul");
      (open.at(-1)?.item ?? page).append(list);
      open.push({ ...line, list, item: null });
    }
    const into = open.at(-1);
    if (into && (line.begins || !into.item)) into.list.append(into.item = document.createElement("li"));
    (into?.item ?? page).append(paragraph(line.content));
  }
  return page.innerHTML;
}

function paragraph(content) {
  const made = document.createElement("p");
  for (const { text, strong, em, href } of content) {
    let node = document.createTextNode(text);
    for (const tag of [em && "em", strong && "strong", href && "a"].filter(Boolean)) {
      const around = document.createElement(tag);
      if (tag === "a") around.setAttribute("href", href);
      around.append(node);
      node = around;
    }
    made.append(node);
  }
  return made;
}
