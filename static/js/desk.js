// Keys for the desk and the meeting: j and k, arrows, and a figure for each outcome. Links and buttons do the same.
// Single keys can be turned off (WCAG 2.1.4), and never work while somebody writes.
(() => {
  const place = document.querySelector("[data-keys]");
  if (!place) return;
  const OFF = "uten-hurtigtaster";
  const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  let off = stored();
  const toggle = document.querySelector("[data-keys-switch]");
  const show = () => { if (toggle) toggle.ariaPressed = String(!off); document.documentElement.toggleAttribute("data-without-keys", off); };
  toggle?.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(OFF, off ? "1" : ""); } catch { /* then it holds for this page */ }
    show();
  });
  show();

  const writes = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
  const ways = { j: "[data-next]", k: "[data-previous]", ...(place.dataset.keys === "arrows" ? { ArrowRight: "[data-next]", ArrowLeft: "[data-previous]" } : {}) };
  addEventListener("keydown", (event) => {
    if (off || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    if (event.key.startsWith("Arrow") && event.target.closest("[type=radio]")) return; // they choose among the outcomes
    const outcome = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const way = ways[event.key] && document.querySelector(ways[event.key]);
    if (!outcome && !way) return;
    event.preventDefault();
    (outcome ?? way).click();
    outcome?.focus();
  });

  document.querySelector(".desk-queue .is-open")?.scrollIntoView({ block: "nearest" });

  const full = document.querySelector("[data-full-screen]");
  if (full && document.documentElement.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  }
})();
