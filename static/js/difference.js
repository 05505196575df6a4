// The difference beside what somebody proposes, drawn by the server a moment after one stops typing.
for (const form of document.querySelectorAll("form[data-difference]")) {
  const shown = document.getElementById(form.dataset.difference);
  let timer = null, asked = 0;
  form.querySelector("[name=vis]").hidden = true; // it is drawn by itself
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(draw, 500); });

  async function draw() {
    const mine = ++asked, body = new FormData(form);
    body.append("vis", "1");
    try {
      const headers = { "HX-Request": "true" };
      const answer = await fetch(form.action, { method: "POST", body, headers });
      const html = await answer.text();
      if (answer.ok && !answer.redirected && mine === asked) shown.innerHTML = html;
    } catch { /* the next time somebody types */ }
  }
}
