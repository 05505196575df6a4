// A form that loses nothing: what is typed is put aside a moment after one stops, and saving waits for the network.
(() => {
  const WAIT = 1000; // ms of rest before what is typed is put aside
  for (const form of document.querySelectorAll("form[data-aside]")) start(form);

  function start(form) {
    const status = form.querySelector("[role=status]");
    const before = text();
    let timer = null, leaving = false, sending = null;
    function text() { return new URLSearchParams(new FormData(form)).toString(); }
    const changed = () => text() !== before;
    const say = (said, state = "") => { status.textContent = said; status.dataset.state = state; };

    async function aside() {
      clearTimeout(timer);
      try {
        const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
        const answer = await fetch(form.dataset.aside, { method: "POST", body: new FormData(form), headers });
        if (answer.status === 401 || answer.redirected) {
          say("Du er logget ut. Det du skrev, står her. Logg inn i en ny fane, og lagre så her.", "lost");
          return false;
        }
        if (!answer.ok) throw new Error(answer.status);
        const { kept, others } = await answer.json();
        say(`Kladd tatt vare på kl. ${kept}. Ikke lagret ennå.${others ? " Noen andre har lagret her i mellomtiden." : ""}`);
        return true;
      } catch {
        say("Får ikke kontakt med tjeneren. Det du skrev, står her, og sendes når kontakten er tilbake.", "lost");
        timer = setTimeout(aside, 5000);
        return false;
      }
    }

    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(aside, WAIT); });
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
    form.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); form.requestSubmit(); }
    });
    addEventListener("beforeunload", (event) => { if (!leaving && changed()) event.preventDefault(); });
    addEventListener("pageshow", () => { leaving = false; });
    addEventListener("online", () => { if (changed()) aside(); });
    form.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  }
})();
