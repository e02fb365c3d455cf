#!/usr/bin/env bash
# trafilatura 2.3.1 needs jusText 3.0.2, which needs lxml with the extra html_clean. lxml 6.1.3 writes that extra as
# html-clean in its metadata, which is the same name by the packaging rules (PEP 685). pip 23.0.1, which Debian 12 has,
# compares letter by letter: it warns that there is no such extra, installs without lxml_html_clean, and ends with 0; then
# "import trafilatura" fails. A newer pip (25.3) takes both spellings for one. Remedy: name lxml_html_clean oneself.
#
# Seen: these versions, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
import_with() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/python" -m pip install --quiet --disable-pip-version-check "pip==$1"
  "$work/$1/bin/python" -m pip install --quiet --disable-pip-version-check trafilatura==2.3.1 jusText==3.0.2 lxml==6.1.3 \
    2> "$work/warnings"
  "$work/$1/bin/python" -c 'import trafilatura; print("imported")' 2>&1 | grep -oE '^(imported|ImportError)'
}
old=$(import_with 23.0.1) new=$(import_with 25.3)
printf 'pip 23.0.1: %s\npip 25.3: %s\n' "$old" "$new"
[ "$old" = ImportError ] && [ "$new" = imported ]
