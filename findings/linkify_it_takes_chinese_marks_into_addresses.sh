#!/usr/bin/env bash
# linkify-it-py 2.0.3, which markdown-it-py asks for addresses that stand bare in a text, ends one at a blank or at marks of
# ASCII. Chinese writes no blank behind an address: the full-width mark and every word up to the next blank are taken into
# it, also the bracket or quotation mark that closes behind it, and of two addresses with 、 between them one is made.
# Where the address follows a word with nothing between, none is found at all. So links of Chinese pages lead nowhere,
# and who cites what is lost.
#
# Seen: linkify-it-py 2.0.3, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check linkify-it-py==2.0.3
cat > "$work/read.py" <<'END'
from linkify_it import LinkifyIt
for text in (
    "见 https://a.example/b，然后再说", "（https://a.example/b）再说", "“https://a.example/b”一文",
    "https://a.example/b、https://a.example/c", "见https://a.example/b。", "见 https://a.example/b, 然后",
):
    print(text, "|", *(one.url for one in LinkifyIt().match(text) or ()))
END
seen=$("$work/venv/bin/python" "$work/read.py")
printf '%s\n' "$seen"
[ "$seen" = "见 https://a.example/b，然后再说 | https://a.example/b，然后再说
（https://a.example/b）再说 | https://a.example/b）再说
“https://a.example/b”一文 | https://a.example/b”一文
https://a.example/b、https://a.example/c | https://a.example/b、https://a.example/c
见https://a.example/b。 |
见 https://a.example/b, 然后 | https://a.example/b" ]
