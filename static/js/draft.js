// A form that loses nothing: what is typed is put aside a moment after one stops, and saving waits for the network.
(() => {
  const WAIT = 1000; // ms of rest before what is typed is put aside
  for (const form of document.querySelectorAll("form[data-aside]")) start(form);

  function start(form) {
    const status = form.querySelector("[role=status]");
    let before = null; // what the form said when somebody began to write in it
    let timer = null, leaving = false, sending = null;
    function text() { return new URLSearchParams(new FormData(form)).toString(); }
    const changed = () => before !== null && text() !== before;
    for (const event of ["keydown", "pointerdown", "beforeinput", "paste"]) {
      form.addEventListener(event, () => { before ??= text(); }, { capture: true });
    }
    const say = (said, state = "") => { status.textContent = said; status.dataset.state = state; };

    async function aside() {
      clearTimeout(timer);
      try {
        const answer = await sendForm(form, form.dataset.aside);
        const missing = whoIsMissing(answer);
        if (missing) { say(missing, "lost"); return false; }
        if (!answer.ok) throw new Error(answer.status);
        const { kept, others, refused } = await answer.json();
        say(`Kladd tatt vare på kl. ${kept}. ${form.dataset.waits ?? "Ikke lagret ennå."}${others ? " Noen andre har lagret her i mellomtiden." : ""}${refused ? ` ${refused}` : ""}`);
        return true;
      } catch {
        say("Får ikke kontakt med tjeneren. Det du skrev, står her, og sendes når kontakten er tilbake.", "lost");
        timer = setTimeout(aside, 5000);
        return false;
      }
    }

    form.addEventListener("input", ({ target }) => {
      clearTimeout(timer);
      timer = setTimeout(aside, WAIT);
      oneMore(target.closest(".row-of-fields"));
    });
    form.addEventListener("submit", async (event) => {
      if (leaving || !changed()) { leaving = true; return; }
      event.preventDefault();
      say("Lagrer …");
      sending ??= aside();
      const reached = await sending;
      sending = null;
      if (!reached) return;
      clearTimeout(timer);
      leaving = true;
      form.requestSubmit(event.submitter ?? undefined);
    });
    addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key.toLowerCase() === "s") { event.preventDefault(); form.requestSubmit(); }
      if (command && event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("[name=neste]")); }
      if (event.key === "Escape" && !form.querySelector("dialog[open]")) form.querySelector("[data-leave]").click();
    });
    // Leaving by a link: what is typed is put aside first, and waits as a draft.
    addEventListener("click", async (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || leaving || !changed() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
      event.preventDefault();
      leaving = await aside();
      location.assign(link.href); // when nothing could be put aside, the browser asks first
    });
    addEventListener("beforeunload", (event) => { if (!leaving && changed()) event.preventDefault(); });
    addEventListener("pageshow", () => { leaving = false; });
    addEventListener("online", () => { if (changed()) aside(); });
    // Who else has this open: told in its own place, and never touching the form.
    const others = form.querySelector(".open-others");
    async function present() {
      try {
        const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
        const answer = await fetch(form.dataset.open, { method: "POST", headers });
        const names = answer.ok ? (await answer.json()).others : [];
        const said = names.length ? `${names.join(" og ")} har også denne åpen.` : "";
        if (others.textContent !== said) others.textContent = said;
      } catch { /* the next time, perhaps */ }
    }
    if (form.dataset.open) { present(); setInterval(present, 30000); }

    if (!("readFirst" in form.dataset) && !location.hash && !document.querySelector("[autofocus]")) form.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  }

  // Whoever writes in the last row of several gets another.
  function oneMore(row) {
    if (!row || row.nextElementSibling || !row.parentElement.matches(".rows:not([data-fixed])")) return;
    const number = row.parentElement.children.length;
    const more = row.cloneNode(true);
    const next = (text) => text.replace(`-${number - 1}-`, `-${number}-`);
    for (const field of more.querySelectorAll("input, textarea, select")) {
      field.name = next(field.name);
      if (field.type === "checkbox") field.checked = field.defaultChecked;
      else if (field.localName === "select") field.selectedIndex = 0;
      else Object.assign(field, { value: "", defaultValue: "" });
      if (field.id) field.id = next(field.id);
      if (field.ariaLabel) field.ariaLabel = field.ariaLabel.replace(/\d+$/, number + 1);
    }
    for (const label of more.querySelectorAll("label")) {
      label.htmlFor = next(label.htmlFor);
      label.querySelector(".visually-hidden").textContent = ` ${number + 1}`;
    }
    more.ariaLabel = row.ariaLabel.replace(/\d+$/, number + 1);
    row.after(more);
  }
})();
