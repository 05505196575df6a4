// A form sent in the background. Whoever has logged in again in another tab has another token: a form that was open is
// given it and sent once more, when it is the same person.
globalThis.sendForm = async (form, address) => {
  const post = () => fetch(address, {
    method: "POST", body: new FormData(form),
    headers: { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  const answer = await post();
  return answer.status === 403 && await tokenRenewed() ? post() : answer;
};

// What stands in the way of keeping what is typed, when that is who is logged in; nothing when it is not.
globalThis.whoIsMissing = (answer) => {
  if (answer.status === 401 || answer.redirected) return "Du er logget ut. Det du skrev, står her. Logg inn i en ny fane, og lagre så her.";
  if (answer.status === 403) return "En annen er logget inn her nå. Det du skrev, står her. Logg inn som deg selv i en ny fane, og lagre så her.";
  return "";
};

async function tokenRenewed() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token || page.body.dataset.who !== document.body.dataset.who) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return true;
}
