#!/usr/bin/env bash
# htmldate 1.11.0 finds the date of a page that says 2021/3/15 or 2021. 3. 15, but of 2021年3月15日, as Chinese pages
# mostly write it, it answers 2021-01-01: the year of it with the first of January. Only where month and day have two
# digits and a time of day follows (2021年03月15日 18:30) it is right. Nothing tells such an answer from that of a page of New
# Year's Day, and an archive that is dated so piles up there; with ``extensive_search=False`` there is no answer to any, which
# is better. (trafilatura dates its documents by htmldate.)
#
# Seen: htmldate 1.11.0, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check htmldate==1.11.0
cat > "$work/read.py" <<'END'
from htmldate import find_date
page = "<html><head><title>桥</title></head><body><article><h1>桥</h1><p class='date'>{}</p><p>{}</p></article></body></html>"
for date in ("2021年3月15日", "2021年03月15日", "2021年03月15日 18:30", "2021/3/15", "2021. 3. 15", "二〇二一年三月十五日"):
    whole = page.format(date, "今天通车。" * 60)
    print(date, find_date(whole), find_date(whole, extensive_search=False))
END
seen=$("$work/venv/bin/python" "$work/read.py")
printf '%s\n' "$seen"
[ "$seen" = "2021年3月15日 2021-01-01 None
2021年03月15日 2021-01-01 None
2021年03月15日 18:30 2021-03-15 None
2021/3/15 2021-03-15 2021-03-15
2021. 3. 15 2021-03-15 2021-03-15
二〇二一年三月十五日 None None" ]
