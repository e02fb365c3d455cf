#!/usr/bin/env bash
# CommonMark's rule for what opens and closes emphasis (spec 0.31, "left-flanking delimiter run") wants a blank or a mark
# of punctuation beside one that has punctuation on its other side. Chinese has no blanks, so ordinary bold that begins or
# ends with a quotation mark, colon, bracket or per cent sign stays text with its stars, in every parser that keeps the
# rule: markdown-it-py 4.0.0 and cmarkgfm 2025.10.22. mistune made all of it bold in 3.1.4 and leaves the stars in 3.4.0,
# so that the same archive has other texts after an update. Python-Markdown 3.10, which is older than the rule, makes all
# of it bold. Whoever searches for the words as they are read does not find them across the stars.
#
# Seen: these versions, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/read.py" <<'END'
import importlib, sys
parsers = {
    "markdown-it-py": lambda text: importlib.import_module("markdown_it").MarkdownIt().render(text),
    "mistune": lambda text: importlib.import_module("mistune").html(text),
    "cmarkgfm": lambda text: importlib.import_module("cmarkgfm").github_flavored_markdown_to_html(text),
    "Python-Markdown": lambda text: importlib.import_module("markdown").markdown(text),
}
texts = ("**“重要”**的会议", "**注意：**请看", "增长**10%**左右", "他说**（见图）**之后", "这很**重要**吗")
for name in sys.argv[1:]:
    print(name, *("bold" if "<strong>" in parsers[name](text) else "stars" for text in texts))
END
read_with() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/pip" install --quiet --disable-pip-version-check "${@:3}"
  "$work/$1/bin/python" "$work/read.py" $2
}
now=$(read_with now "markdown-it-py mistune cmarkgfm Python-Markdown" \
  markdown-it-py==4.0.0 mistune==3.4.0 cmarkgfm==2025.10.22 Markdown==3.10)
before=$(read_with before mistune mistune==3.1.4)
printf '%s\nbefore: %s\n' "$now" "$before"
[ "$now" = "markdown-it-py stars stars stars stars bold
mistune stars stars stars stars bold
cmarkgfm stars stars stars stars bold
Python-Markdown bold bold bold bold bold" ] && [ "$before" = "mistune bold bold bold bold bold" ]
