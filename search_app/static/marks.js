// Makes of the links to the marks of an article a stepper that stays in sight: back, which of how many, on.

const nav = document.querySelector(".marks");
const marks = [...document.querySelectorAll("article mark[id]")];
const count = document.createElement("span");
let current = marks.findIndex((mark) => `#${mark.id}` === location.hash);

function button(name, sign, label, by) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = sign;
  made.title = label;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => step(by));
  return made;
}

/** From the current mark; before there is one, from what is in sight. Around at both ends. */
function step(by) {
  const below = marks.findIndex((mark) => mark.getBoundingClientRect().top >= nav.offsetHeight);
  const from = current >= 0 ? current : (below < 0 ? marks.length : below) - (by > 0 ? 1 : 0);
  go((from + by + marks.length) % marks.length);
}

function go(to) {
  marks[current]?.removeAttribute("aria-current");
  current = to;
  tell();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  marks[to].scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
}

function tell() {
  marks[current]?.setAttribute("aria-current", "true");
  count.textContent = current < 0 ? nav.dataset.count : `${current + 1} / ${marks.length}`;
}

function start() {
  count.className = "count";
  count.setAttribute("role", "status");
  tell();
  nav.replaceChildren(
    button("previous", "↑", nav.dataset.previous, -1),
    count,
    button("next", "↓", nav.dataset.next, 1),
  );
  nav.classList.add("stepper");
}

if (nav && marks.length) start();
