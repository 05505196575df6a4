// The contents list follows the reader: marks the chapter in view, and closes after a choice on a phone.
(() => {
  const contents = document.getElementById("contents");
  if (!contents) return;
  const links = new Map([...contents.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);

  const follow = () => {
    const line = window.innerHeight / 4;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const here = passed.at(-1)?.id;
    for (const [id, link] of links) {
      if (id === here) {
        if (link.hasAttribute("aria-current")) continue;
        link.setAttribute("aria-current", "true");
        if (contents.scrollHeight > contents.clientHeight) {
          contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
        }
      } else {
        link.removeAttribute("aria-current");
      }
    }
  };

  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();

  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
  });
})();
