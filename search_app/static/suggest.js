// The search box as a combobox: suggestions while one types, as WAI-ARIA's authoring practices have an editable
// combobox with list autocomplete. What was typed is left alone until a suggestion is chosen; choosing searches.

const PAUSE = 120; // ms without a key before suggestions are asked for
const MOST = 8;

const box = document.getElementById("q");
const template = document.getElementById("suggesting");
const { from, completion, byline, one, many } = template.dataset;
const added = template.content.cloneNode(true);
const list = added.querySelector("[role=listbox]");
const told = added.querySelector("[role=status]");
const shown = []; // the options, each with its suggestion and the part of the query that it completes
let terms; // completion.js, once somebody types; by the address with its version, so that the browser keeps it
let active = -1;
let composing = false;
let timer = 0;
let request = new AbortController();

async function ask(part, signal) {
  const answer = await fetch(`${from}?${new URLSearchParams({ q: part.asked })}`, { signal });
  if (!answer.ok) return [];
  const { suggestions, kinds } = await answer.json();
  const found = suggestions.map((text, at) => ({ part, text, kind: kinds[at] }));
  return part.people ? found.filter(({ kind }) => kind === "author" || kind === "name") : found;
}

async function find(query, signal) {
  terms ??= await import(completion);
  const found = [];
  for (const part of terms.parts(query)) {
    found.push(...(await ask(part, signal)));
    if (found.some(({ kind }) => kind !== "title")) break;
  }
  return found.slice(0, MOST);
}

async function refresh() {
  stop();
  const query = box.value;
  request = new AbortController();
  try {
    const found = await find(query, request.signal);
    if (query === box.value && !composing && document.activeElement === box) show(found);
  } catch {
    // Overtaken, or the network is away: there is a search without suggestions.
  }
}

function stop() {
  clearTimeout(timer);
  request.abort();
}

function show(found) {
  close();
  for (const suggestion of found) {
    const option = template.content.querySelector("[role=option]").cloneNode(true);
    option.id = `suggestion-${shown.length}`;
    option.firstElementChild.textContent = suggestion.text;
    option.lastElementChild.textContent = template.dataset[suggestion.kind] ?? "";
    shown.push({ option, suggestion });
  }
  list.replaceChildren(...shown.map(({ option }) => option));
  list.hidden = !shown.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  if (shown.length) told.textContent = shown.length === 1 ? one : many.replace("#", shown.length);
}

function close() {
  shown.length = 0;
  list.hidden = true;
  list.replaceChildren();
  told.textContent = "";
  box.setAttribute("aria-expanded", "false");
  activate(-1);
}

function activate(at) {
  active = at;
  shown.forEach(({ option }, number) => option.setAttribute("aria-selected", String(number === at)));
  if (at < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", shown[at].option.id);
  shown[at].option.scrollIntoView({ block: "nearest" });
}

function choose({ suggestion }) {
  box.value = terms.completed(box.value, suggestion.part, suggestion, byline);
  stop();
  close();
  box.form.requestSubmit();
}

async function step(by) {
  if (list.hidden) await refresh();
  if (!shown.length) return;
  activate(active < 0 ? (by > 0 ? 0 : shown.length - 1) : (active + by + shown.length) % shown.length);
}

function onKey(event) {
  // 229 is what Safari gives for the key that ends a composition.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
  const { key, altKey } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    if (!altKey) step(key === "ArrowDown" ? 1 : -1);
    else if (key === "ArrowDown") refresh();
    else close();
  } else if (key === "Enter" && active >= 0) {
    event.preventDefault();
    choose(shown[active]);
  } else if (key === "Escape" && !list.hidden) {
    event.preventDefault();
    stop();
    close();
  } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) {
    activate(-1);
  }
}

function onInput({ isComposing }) {
  if (isComposing || composing) return;
  stop();
  if (box.value.trim()) timer = setTimeout(refresh, PAUSE);
  else close();
}

function leave() {
  stop();
  close();
}

function start() {
  list.replaceChildren();
  box.after(added);
  const combobox = { "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries({ role: "combobox", ...combobox })) box.setAttribute(name, value);
  box.addEventListener("input", onInput);
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", leave);
  box.form.addEventListener("submit", leave);
  box.addEventListener("compositionstart", () => {
    composing = true;
    leave();
  });
  box.addEventListener("compositionend", (event) => {
    composing = false;
    onInput(event);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", ({ target }) => {
    const chosen = shown.find(({ option }) => option.contains(target));
    if (chosen) choose(chosen);
  });
  if (document.activeElement === box && box.value !== box.defaultValue) onInput({}); // typed before the script came
}

if (box) start();
