// Keys and buttons of the review page. Requests go through htmx, which adds the token.
(() => {
  "use strict";
  const root = document.documentElement;
  const pane = document.querySelector(".record[data-letter]");

  // The language that was chosen stays from letter to letter.
  const chosen = sessionStorage.getItem("language");
  if (chosen === "en") document.querySelector("[data-switch]").click();
  new MutationObserver(() => sessionStorage.setItem("language", root.lang)).observe(root, { attributeFilter: ["lang"] });
  const placeholders = () => document.querySelectorAll("input[data-vi]").forEach((one) => { one.placeholder = one.dataset[root.lang]; });
  new MutationObserver(placeholders).observe(root, { attributeFilter: ["lang"] });
  placeholders();
  if (!pane) return;

  const base = `/letters/${pane.dataset.letter}`;
  const query = pane.dataset.query;
  const rows = () => [...pane.querySelectorAll(".row[data-path]")].filter((row) => row.getClientRects().length);
  const waiting = () => rows().filter((row) => row.classList.contains("note") && row.classList.contains("asked"));
  let after = null; // where the focus goes when the list is there again: a path, or the next row that is asked for

  function focus(row) {
    if (!row) return;
    row.setAttribute("tabindex", "0");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function send(row, action) {
    const path = row.dataset.path;
    after = row.classList.contains("note") ? { next: path } : { path };
    htmx.ajax("POST", `${base}/values${query}`, { target: "#fields", swap: "outerHTML", values: { path, action } });
  }

  function edit(row) {
    if (!("editable" in row.dataset)) return;
    after = row.classList.contains("note") ? { next: row.dataset.path } : { path: row.dataset.path };
    const address = `${base}/edit${query ? `${query}&` : "?"}path=${encodeURIComponent(row.dataset.path)}`;
    htmx.ajax("GET", address, { target: row, swap: "outerHTML" });
  }

  function add(button) {
    const place = document.createElement("div");
    button.closest(".group").append(place);
    after = { path: button.dataset.add };
    const address = `${base}/edit${query ? `${query}&` : "?"}path=${encodeURIComponent(button.dataset.add)}`;
    htmx.ajax("GET", address, { target: place, swap: "outerHTML" });
  }

  function cancel() {
    htmx.ajax("GET", `${base}/fields${query}`, { target: "#fields", swap: "outerHTML" });
  }

  function act(row, action) {
    if (action === "edit") edit(row);
    else if (action === "accept" || action === "undo" || "editable" in row.dataset) send(row, action);
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-do], [data-add]") : null;
    if (!button) return;
    event.preventDefault();
    if (button.dataset.add) add(button);
    else if (button.dataset.do === "cancel") cancel();
    else act(button.closest(".row"), button.dataset.do);
  });

  // A form that just came may be sent before htmx has settled it; the browser would send it by itself then.
  document.addEventListener("submit", (event) => htmx.process(event.target), true);

  const actions = { y: "accept", e: "edit", u: "unreadable", x: "remove", z: "undo" };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (typing) event.target.form.requestSubmit();
      else pane.querySelector(".accept").click();
      return;
    }
    const entered = typing && event.target.closest(".entry");
    // The focus may not be in a form yet that just came.
    if (event.key === "Escape" && (entered || (!typing && pane.querySelector(".entry")))) return cancel();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest(".row[data-path]");
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") {
      const link = pane.querySelector(key === "n" ? "a[rel=next]" : "a[rel=prev]");
      if (link) link.click();
    } else if (row && (key in actions)) {
      event.preventDefault();
      act(row, actions[key]);
    } else if (!row && ["ArrowDown", "ArrowUp"].includes(event.key) && !event.target.closest(".mark")) {
      event.preventDefault();
      focus(waiting()[0] || rows()[0]);
    }
  });

  // What is fetched: a form takes the row's place, and its answer is the whole list or the form again.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.verb === "post" && event.detail.xhr.status === 200) event.detail.target = document.querySelector("#fields");
  });
  document.addEventListener("htmx:afterSettle", () => {
    const form = pane.querySelector(".entry [data-focus]");
    if (form) {
      form.focus();
      if (form.select) form.select();
      return;
    }
    if (!after) return;
    const there = rows();
    const same = there.find((row) => row.dataset.path === (after.path || after.next) && (!after.next || row.classList.contains("note")));
    const at = there.indexOf(same);
    focus(after.next ? waiting().find((row) => there.indexOf(row) > at) || waiting()[0] || pane.querySelector(".accept") : same);
    after = null;
  });
  focus(waiting()[0]);
})();
