// The budget grid as a spreadsheet: arrows, Enter, paste, undo, and what follows while one types.
// Without this file the same form works as fields and a button.
(() => {
  const WAIT = 700; // ms of rest before what is typed is put aside and counted
  const written = (form) => [...form.querySelectorAll(".grid input:not([type=radio])")];
  const stored = (input) => input.dataset.stored ?? input.defaultValue;

  const forms = [...document.querySelectorAll(".grid-form")];
  const changed = (form) => written(form).some((input) => input.value !== stored(input));
  forms.forEach(start);
  returnToCell();
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    (document.activeElement?.closest(".grid-form") ?? forms.find(changed))?.requestSubmit();
  });

  function start(form) {
    const status = form.querySelector(".grid-status");
    const rows = [...form.querySelectorAll(".grid tbody tr")];
    const at = new Map(); // input → [row, column]; column 0 is the label
    rows.forEach((row, y) => [...row.cells].slice(1).forEach((cell, x) => {
      const input = cell.querySelector("input");
      if (input) at.set(input, [y, x]);
    }));
    const cell = (y, x) => rows[y]?.cells[x + 1]?.querySelector("input") ?? null;
    const done = [], undone = []; // each a list of [input, before, after]
    let before = "", timer = null, sending = false, again = false, leaving = false;

    const say = (text, state = "") => { status.textContent = text; status.dataset.state = state; };

    // ── writing ──────────────────────────────────────────────────────────────────────────────
    function put(changes, remember = true) {
      const real = changes.filter(([input, , after]) => input.value !== after || input === document.activeElement);
      for (const [input, , after] of real) { input.value = after; mark(input); }
      if (remember && changes.length) { done.push(changes); undone.length = 0; }
      later();
    }
    function mark(input) { input.closest("td, th").classList.toggle("is-changed", input.value !== stored(input)); }
    function settle(input) {
      if (input.value !== before) { done.push([[input, before, input.value]]); undone.length = 0; }
      before = input.value;
    }
    function step(from, to, back) {
      const changes = from.pop();
      if (!changes) return false;
      put(changes.map(([input, old, now]) => [input, back ? now : old, back ? old : now]), false);
      to.push(changes);
      const first = changes[0][0];
      first.focus();
      before = first.value;
      first.select();
      say(back ? "Angret." : "Gjort om igjen.");
      return true;
    }

    form.addEventListener("focusin", ({ target }) => {
      if (!at.has(target)) return;
      before = target.value;
      const row = rows[at.get(target)[0]];
      row.querySelector("input[type=radio]").checked = true;
      choose(row);
      target.select();
    });
    form.addEventListener("focusout", ({ target }) => { if (at.has(target)) settle(target); });
    form.addEventListener("input", ({ target }) => { if (at.has(target)) { mark(target); later(); } });
    form.addEventListener("change", ({ target }) => { if (target.type === "radio" && target.name === "linje") choose(target.closest("tr")); });
    function choose(row) {
      const label = row.querySelector(".grid-label");
      form.querySelector(".grid-chosen").textContent = label.querySelector("input")?.value ?? label.textContent.trim();
      const kind = form.elements.slag;
      if (kind) kind.value = row.className.replace("grid-", "");
    }

    // ── moving ───────────────────────────────────────────────────────────────────────────────
    function go(from, dy, dx) {
      let [y, x] = at.get(from);
      const wide = rows[0].cells.length - 1;
      do {
        y += dy; x += dx;
        if (y < 0 || y >= rows.length || x < 0 || x >= wide) return;
      } while (!cell(y, x));
      cell(y, x).focus();
      cell(y, x).scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    form.addEventListener("keydown", (event) => {
      const input = event.target, command = event.ctrlKey || event.metaKey;
      if (!at.has(input)) return;
      const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
      const first = whole || (input.selectionStart === 0 && input.selectionEnd === 0);
      const last = whole || input.selectionStart === input.value.length;
      const key = command ? `Ctrl+${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}` : event.key;
      const act = {
        Enter: () => go(input, event.shiftKey ? -1 : 1, 0),
        ArrowDown: () => go(input, 1, 0),
        ArrowUp: () => go(input, -1, 0),
        ArrowRight: last && !event.shiftKey && (() => go(input, 0, 1)),
        ArrowLeft: first && !event.shiftKey && (() => go(input, 0, -1)),
        Escape: () => { input.value = before; mark(input); later(); input.select(); },
        "Ctrl+z": () => { settle(input); step(done, undone, true); },
        "Ctrl+y": () => step(undone, done, false),
        "Ctrl+Shift+z": () => step(undone, done, false),
      }[key];
      if (act) { event.preventDefault(); act(); }
    });

    // ── pasting a block from Excel or Word ───────────────────────────────────────────────────
    form.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!at.has(event.target) || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      settle(event.target);
      const [top, left] = at.get(event.target);
      const changes = [];
      let outside = 0, skipped = 0;
      text.split("\n").forEach((line, dy) => line.split("\t").forEach((value, dx) => {
        const inside = top + dy < rows.length && left + dx < rows[0].cells.length - 1;
        const input = inside ? cell(top + dy, left + dx) : null;
        if (input) changes.push([input, input.value, value.trim()]);
        else if (value.trim()) inside ? skipped++ : outside++;
      }));
      put(changes);
      before = event.target.value;
      say([
        `Limte inn ${changes.length} ${changes.length === 1 ? "verdi" : "verdier"}.`,
        skipped ? `${skipped} traff celler som regnes ut eller er vedtatt, og er ikke tatt med.` : "",
        outside ? `${outside} falt utenfor tabellen, og er ikke tatt med.` : "",
        "Ctrl+Z angrer.",
      ].filter(Boolean).join(" "));
    });

    // ── putting aside, and counting what follows ─────────────────────────────────────────────
    function later() { clearTimeout(timer); timer = setTimeout(aside, WAIT); }
    async function aside() {
      clearTimeout(timer);
      if (sending) { again = true; return false; }
      sending = true;
      try {
        const answer = await sendForm(form, form.dataset.aside);
        const missing = whoIsMissing(answer);
        if (missing) { say(missing, "lost"); return false; }
        if (!answer.ok) throw new Error(answer.status);
        show(await answer.json());
        return true;
      } catch {
        say("Får ikke kontakt med tjeneren. Det du skrev, står her, og sendes når kontakten er tilbake.", "lost");
        timer = setTimeout(aside, 5000);
        return false;
      } finally {
        sending = false;
        if (again) { again = false; later(); }
      }
    }
    function show({ computed, questions, faults, others, kept }) {
      for (const [table, cells] of Object.entries(computed)) for (const [place, { text, mark: sentence }] of Object.entries(cells)) {
        const spot = document.getElementById(`${table}-${place}`)?.querySelector(".grid-figure");
        if (!spot) continue;
        spot.textContent = text;
        const note = spot.parentElement.querySelector(".grid-mark");
        if (note) { note.hidden = !sentence; note.setAttribute("aria-label", `Avvik: ${sentence}`); note.querySelector(".grid-sentence").textContent = sentence; }
      }
      for (const input of written(form)) {
        const wrong = faults[input.name] ?? questions[input.name]?.sentence;
        wrong ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
      }
      const [asked] = Object.entries(questions), wrong = Object.values(faults);
      if (wrong.length) say(wrong[0] + (wrong.length > 1 ? ` Og ${wrong.length - 1} til.` : ""), "lost");
      else if (asked) ask(form.elements[asked[0]], asked[1]);
      else if (others.length) say(`Noen andre har lagret i mellomtiden: ${others.slice(0, 2).join("; ")}.`);
      else say(kept ? `Kladd tatt vare på kl. ${kept}. Ikke lagret ennå.` : "");
    }

    function ask(input, { sentence, answers }) {
      say(sentence, "lost");
      for (const answer of answers) {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "ds-button", textContent: answer });
        Object.assign(button.dataset, { size: "sm", variant: "secondary" });
        button.addEventListener("click", () => { put([[input, input.value, answer]]); input.focus(); });
        status.append(" ", button);
      }
    }

    // ── saving: only when the server can be reached and knows who one is ─────────────────────
    form.addEventListener("submit", async (event) => {
      if (leaving || !changed(form)) { leaving = true; remember(form); return; }
      event.preventDefault();
      const { submitter } = event;
      if (document.activeElement && at.has(document.activeElement)) settle(document.activeElement);
      while (sending) await new Promise((resolve) => setTimeout(resolve, 50));
      say("Lagrer …");
      if (!(await aside())) return;
      clearTimeout(timer);
      leaving = true;
      remember(form);
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    });
    addEventListener("beforeunload", (event) => { if (!leaving && changed(form)) event.preventDefault(); });
    addEventListener("pageshow", () => { leaving = false; });
    addEventListener("online", () => { if (changed(form)) aside(); });
    written(form).forEach(mark);
  }

  // ── back to the same cell after the page has been saved ────────────────────────────────────
  function remember(form) {
    const row = form.querySelector("input[name=linje]:checked")?.closest("tr");
    if (!row) return;
    const input = document.activeElement?.closest?.("tr") === row ? document.activeElement : null;
    const place = { table: form.dataset.table, line: row.dataset.line, column: input?.closest("td, th")?.cellIndex ?? null };
    sessionStorage.setItem("budget-cell", JSON.stringify(place));
  }
  function returnToCell() {
    const kept = sessionStorage.getItem("budget-cell");
    sessionStorage.removeItem("budget-cell");
    if (!kept) return;
    const { table, line, column } = JSON.parse(kept);
    const row = document.querySelector(`.grid-form[data-table="${table}"] tr[data-line="${line}"]`);
    if (!row) return;
    const input = column === null ? null : row.cells[column]?.querySelector("input");
    const target = input ?? row.querySelector("input[type=radio]");
    if (target.type === "radio") target.checked = true;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  }
})();
