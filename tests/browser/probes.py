"""What the tests for everyone ask of a page in the browser. Each answers with what is wrong, as texts."""

_NAMED = """
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.hidden, .skip');
  const named = (e) => `${e.localName}.${e.className?.baseVal ?? e.className} “${(e.textContent || e.value || '')
    .trim().slice(0, 24)}”`;
"""

OPEN = "() => document.querySelectorAll('details').forEach((details) => { details.open = true; })"
"""Opens all that can be opened."""

SMALL = f"""() => {{ {_NAMED}
  // A link within a sentence is as high as its line: WCAG 2.5.8 excepts it.
  const inSentence = (e) => getComputedStyle(e).display === 'inline' && [...e.parentElement.childNodes].some(
    (one) => one.nodeType === 3 && one.textContent.trim().length > 1);
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [role=option]')]
    .filter((e) => seen(e) && !e.closest('.over') && !inSentence(e))
    .map((e) => [e, (e.closest('label') ?? e).getBoundingClientRect()])
    .filter(([e, box]) => box.width < 24 || box.height < 24)
    .map(([e, box]) => `${{named(e)}} ${{box.width.toFixed(1)}} × ${{box.height.toFixed(1)}}`);
}}"""
"""Targets under 24 × 24 px, but for the bars of a chart, each of which is a link of the table beneath, too."""

LOST = f"""() => {{ {_NAMED}
  const wrong = [], page = document.documentElement, wide = page.clientWidth;
  if (page.scrollWidth > wide) wrong.push(`The page is ${{page.scrollWidth}} wide.`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {{
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.textContent.trim() || !seen(parent) || parent.closest('template, script, option, datalist')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {{
      let left = 0, right = wide, top = -Infinity, bottom = Infinity;
      for (let e = parent; e !== document.body && e; e = e.parentElement) {{
        const style = getComputedStyle(e);
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) {{ left = -Infinity; right = Infinity; break; }}
        if (style.overflowY === 'visible' || style.webkitLineClamp !== 'none' || e instanceof SVGElement) continue;
        const edge = e.getBoundingClientRect();
        [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      }}
      if (box.left < left - 1 || box.right > right + 1 || box.top < top - 4 || box.bottom > bottom + 4) {{
        wrong.push(named(parent));
        break;
      }}
    }}
  }}
  return wrong;
}}"""
"""Text that lies beyond the page, or is cut off by what it lies in; what scrolls on its own may hold more."""

HIDDEN_FOCUS = f"""() => {{ {_NAMED}
  const e = document.activeElement, style = getComputedStyle(e), wrong = [];
  if (e === document.body) return null;
  const box = e.getBoundingClientRect();
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong.push('has no outline');
  if (box.top < 0 || box.left < 0 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1) {{
    if (box.height < innerHeight) wrong.push(`lies outside, ${{box.top}} to ${{box.bottom}}`);
  }} else {{
    const [part] = e.getClientRects();
    const top = document.elementFromPoint(part.left + part.width / 2, part.top + part.height / 2);
    if (top && !e.contains(top) && !top.contains(e)) wrong.push(`is covered by ${{named(top)}}`);
  }}
  const within = e.closest('[role=region], header, main > aside, main, footer, dialog');
  const region = within && named(within);
  return {{
    name: named(e), wrong, region, left: box.left,
    top: box.top + scrollY + (e.closest('[role=region]')?.scrollTop ?? 0),
    order: [...document.querySelectorAll('*')].indexOf(e),
  }};
}}"""
"""What has the focus, where it is, and whether one sees it; null when the focus has left the page."""

REACHABLE = f"""() => {{ {_NAMED}
  const all = [...document.querySelectorAll('*')];
  return all.filter((e) => (seen(e) || e.matches('.skip')) && e.tabIndex >= 0 && !e.matches(':disabled') && e.matches(
    'a[href], button, input, select, summary, [tabindex]')).map((e) => all.indexOf(e));
}}"""
"""The places in the document of all that takes the focus."""

TO_TOP = "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
"""Goes back to where a page begins, before its first stop."""

SHIFTS = """() => {
  window.shifted = [];
  new PerformanceObserver((list) => window.shifted.push(...list.getEntries().map((entry) =>
    `${entry.value} ${entry.sources.map((one) => one.node?.nodeName + '.' + one.node?.className)}`
  ))).observe({ type: 'layout-shift', buffered: true });
}"""
"""Keeps, from the start of a page, what moves on it, in ``window.shifted``."""

COLOURS = """(pairs) => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const root = getComputedStyle(document.documentElement);
  const probe = document.body.appendChild(document.createElement('i'));
  const bytes = (colour) => {
    probe.style.color = colour;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  return pairs.map((pair) => pair.map(bytes));
}"""
"""Pairs of colours as CSS writes them, as bytes of red, green and blue."""


BARS = "() => getComputedStyle(document.querySelector('.bars') ?? document.body).fill"
"""The colour of the bars of a histogram."""

STYLED = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}"""
"""Adds a style sheet of the reader's."""

MOTION = f"""() => {{ {_NAMED}
  return [...document.querySelectorAll('*')].filter((e) => {{
    const style = getComputedStyle(e);
    return style.scrollBehavior === 'smooth' || style.animationName !== 'none' ||
      style.transitionDuration.split(',').some((time) => parseFloat(time) > 0);
  }}).map(named);
}}"""
"""What would move."""


def contrast(one: list[int], other: list[int]) -> float:
    """The contrast of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[int]) -> float:
    parts = [byte / 255 for byte in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
