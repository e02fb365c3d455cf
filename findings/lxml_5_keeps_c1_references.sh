#!/usr/bin/env bash
# lxml 5.4.0 (libxml2 2.13.8) reads the numeric references of Windows-1252, &#151; and its like, which old news pages
# are full of, as the C1 controls of those numbers: the dash is gone from the text and a control that no font shows
# stands there. HTML gives them the characters of Windows-1252 (html.spec.whatwg.org, "numeric character reference end
# state"), as Python's own html.parser has done all along, and lxml since 6.0 (libxml2 2.14). Beautiful Soup hands on
# what its parser gives it, so that the same page has two texts, depending on the release of lxml beside it.
#
# Seen: beautifulsoup4 4.14.2 with lxml 5.4.0 and 6.0.2, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/read.py" <<'END'
import sys
import bs4
for parser in ("lxml", "html.parser"):
    print(parser, ascii(bs4.BeautifulSoup("<p>a&#151;b&#146;s&#133;</p>", parser).p.get_text()))
END
read_with() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/pip" install --quiet --disable-pip-version-check "lxml==$1" beautifulsoup4==4.14.2
  "$work/$1/bin/python" "$work/read.py"
}
old=$(read_with 5.4.0) new=$(read_with 6.0.2)
printf 'lxml 5.4.0\n%s\nlxml 6.0.2\n%s\n' "$old" "$new"
right=$'\'a\\u2014b\\u2019s\\u2026\''
[ "$old" = $'lxml \'a\\x97b\\x92s\\x85\'\nhtml.parser '"$right" ] && [ "$new" = "lxml $right"$'\n'"html.parser $right" ]
