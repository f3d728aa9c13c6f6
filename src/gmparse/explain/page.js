// Links values and their places both ways: by mouse, touch and keyboard. Works on whatever carries data-v.
(() => {
  "use strict";
  const root = document.documentElement;
  const body = document.body;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isMark = (element) => element.classList.contains("mark");
  const first = (element) => element.dataset.v.split(" ")[0];
  let held = null;

  function light(key) {
    all(".on").forEach((element) => element.classList.remove("on"));
    body.classList.toggle("lit", key !== null);
    if (key !== null) all(`[data-v~="${key}"]`).forEach((element) => element.classList.add("on"));
  }

  function reveal(element) {
    const pane = element.closest(".pages, .record");
    if (!pane) return;
    const inner = element.getBoundingClientRect();
    const outer = pane.getBoundingClientRect();
    const down = inner.top < outer.top || inner.bottom > outer.bottom;
    const across = inner.left < outer.left || inner.right > outer.right;
    pane.scrollBy({
      top: down ? (inner.top + inner.bottom - outer.top - outer.bottom) / 2 : 0,
      left: across ? (inner.left + inner.right - outer.left - outer.right) / 2 : 0,
    });
  }

  // The other side of a row is its first mark, that of a mark its first row.
  function show(element) {
    const key = first(element);
    light(key);
    const other = all(`[data-v~="${key}"]`).find((one) => isMark(one) !== isMark(element));
    if (other) reveal(other);
  }

  const target = (event) => (event.target instanceof Element ? event.target.closest("[data-v]") : null);

  document.addEventListener("mouseover", (event) => {
    const element = target(event);
    if (element) show(element);
    else light(held);
  });
  document.addEventListener("mouseleave", () => light(held));
  document.addEventListener("focusin", (event) => {
    const element = target(event);
    if (!element) return;
    rove(element);
    show(element);
  });
  document.addEventListener("click", (event) => {
    const element = target(event);
    const tool = event.target instanceof Element ? event.target.closest("button[data-zoom], button[data-toggle], button[data-switch]") : null;
    if (tool) return use(tool);
    if (element) {
      held = held === first(element) ? null : first(element);
      show(element);
    } else if (event.target instanceof Element && event.target.closest(".pages, .record")) {
      held = null;
      light(null);
    }
  });

  // One stop of the Tab key on each side; the arrows go on from there.
  const side = (element) => all(isMark(element) ? ".mark" : ".row[data-v]").filter((one) => one.getClientRects().length);
  function rove(element) {
    side(element).forEach((one) => one.setAttribute("tabindex", one === element ? "0" : "-1"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      held = null;
      light(null);
      return;
    }
    const element = target(event);
    if (!element || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const others = side(element);
    const at = others.indexOf(element);
    const next = {
      ArrowDown: others[at + 1], ArrowRight: others[at + 1], ArrowUp: others[at - 1], ArrowLeft: others[at - 1],
      Home: others[0], End: others[others.length - 1],
    }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      held = held === first(element) ? null : first(element);
      show(element);
    } else if (next) {
      event.preventDefault();
      next.focus({ preventScroll: true });
      reveal(next);
    }
  });

  let zoom = 0;
  function use(tool) {
    if (tool.dataset.zoom) {
      body.classList.remove(`zoom-${zoom}`);
      zoom = Math.min(3, Math.max(0, zoom + Number(tool.dataset.zoom)));
      body.classList.add(`zoom-${zoom}`);
      const lit = document.querySelector(".mark.on");
      if (lit) reveal(lit);
    } else if (tool.dataset.toggle) {
      const on = body.classList.toggle(tool.dataset.toggle);
      tool.setAttribute("aria-pressed", String(on));
    } else {
      speak(root.lang === "vi" ? "en" : "vi");
    }
  }

  function speak(language) {
    root.lang = language;
    all("[data-vi]").forEach((element) => element.setAttribute("aria-label", element.dataset[language]));
  }

  for (const selector of [".mark", ".row[data-v]"]) {
    const start = document.querySelector(selector);
    if (start) start.setAttribute("tabindex", "0");
  }
})();
