// Keys for what readers do most. They wait while somebody types, and can be turned off in the help that lists them.

const KEPT = "wenhai-keys";
const help = document.getElementById("keys");
const opener = document.getElementById("open-keys");
const wanted = document.getElementById("keys-on");
const box = document.getElementById("q");

const click = (selector) => () => document.querySelector(selector)?.click();
const ACTIONS = {
  "/": toBox,
  j: () => step(1) || click('.place [rel="next"]')(),
  k: () => step(-1) || click('.place [rel="prev"]')(),
  n: click(".marks .next"),
  p: click(".marks .previous"),
  u: click(".place .back"),
  "?": open,
};

function toBox() {
  box?.focus();
  box?.select();
}

/** To the next or previous result, or to the first one in sight; false where there are no results. */
function step(by) {
  const links = [...document.querySelectorAll('.hits h2 a, .paging [rel="next"]')];
  const placeOf = (link) => link.closest("li") ?? link;
  const here = links.findIndex((link) => placeOf(link).contains(document.activeElement));
  const inSight = links.findIndex((link) => link.getBoundingClientRect().top >= 0);
  const next = here >= 0 ? here + by : inSight < 0 ? links.length - 1 : inSight;
  if (links[next]) {
    links[next].focus({ preventScroll: true });
    placeOf(links[next]).scrollIntoView({ block: "nearest" });
  }
  return links.length > 0;
}

function open() {
  help.showModal();
  help.querySelector("form button").focus(); // not the switch: autofocus would be tried as each page opens
}

// Where a browser keeps nothing for pages, the keys are on until the next page.
function isOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return wanted.checked;
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, wanted.checked ? "on" : "off");
  } catch {
    // see isOn
  }
}

function onKey(event) {
  const { key, target } = event;
  const busy = event.defaultPrevented || event.isComposing || event.keyCode === 229 || help.open;
  if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, select, textarea, [contenteditable]")) {
    if (key !== "Escape" || target !== box) return;
    event.preventDefault(); // some browsers empty the box
    box.blur();
  } else if (Object.hasOwn(ACTIONS, key) && isOn()) {
    event.preventDefault();
    ACTIONS[key]();
  }
}

wanted.checked = isOn();
wanted.addEventListener("change", keep);
opener.addEventListener("click", open);
opener.hidden = false;
document.addEventListener("keydown", onKey);
