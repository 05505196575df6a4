// The browser sums the file up, so that only its checksum leaves the machine. Without this the form sends the file.
(() => {
  const form = document.getElementById("fil-skjema");
  const field = form.elements.fil;
  const answer = document.getElementById("svar");
  const working = form.querySelector(".verify-working");
  const inside = form.querySelector(".look-inside");
  const drop = form.querySelector(".drop");
  if (!window.crypto?.subtle) return; // only over https: there is no such thing elsewhere
  form.querySelector(".if-script").hidden = false;
  form.querySelector(".if-no-script").hidden = true;

  async function verify() {
    const file = field.files[0];
    inside.hidden = true;
    if (!file) return;
    if (file.size > form.dataset.largest * 1024 * 1024) {
      working.textContent = `Fila er større enn ${form.dataset.largest} MB. Så store er ingen av filene våre.`;
      return;
    }
    working.textContent = "Regner ut sjekksummen …";
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      const sum = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const reply = await fetch(`${form.getAttribute("action")}?sum=${sum}&fil=1`, { headers: { Accept: "text/html" } });
      if (!reply.ok) throw new Error(reply.status);
      const page = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("svar");
      answer.replaceChildren(...page.childNodes);
      working.textContent = "";
      inside.hidden = page.dataset.state !== "none" || !/\.(pdf|html?)$/i.test(file.name);
      answer.focus();
      answer.scrollIntoView({ block: "nearest" });
    } catch {
      working.textContent = "Fikk ikke svar. Prøv igjen.";
    }
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "send") return; // the file itself, to look inside it
    event.preventDefault();
    verify();
  });
  field.addEventListener("change", verify);
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.dataset.over = ""; });
  }
  drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) delete drop.dataset.over; });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    verify();
  });
})();
