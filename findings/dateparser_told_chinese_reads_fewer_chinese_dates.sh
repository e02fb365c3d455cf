#!/usr/bin/env bash
# dateparser 1.5.0 reads fewer Chinese dates when it is told that they are Chinese: 3月15日 and 2021年3月15日 18時30分 are read
# where no language is named, and are not with languages=["zh"]; with ["zh-Hant"] the second is read and the first is not.
# So what is done to be sure loses what was right. A year of the Republic (民國110年) and one in Han numerals never are.
#
# Seen: dateparser 1.5.0, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
cat > "$work/read.py" <<'END'
from datetime import datetime
import dateparser
settings = {"RELATIVE_BASE": datetime(2021, 6, 1)}
for text in ("2021年3月15日 下午6:30", "2021年3月15日 18時30分", "3月15日", "民國110年3月15日", "二〇二一年三月十五日"):
    print(text, *("|" + str(dateparser.parse(text, settings=settings, **told))
                  for told in ({}, {"languages": ["zh"]}, {"languages": ["zh-Hant"]})))
END
seen=$("$work/venv/bin/python" -W ignore "$work/read.py")
printf '%s\n' "$seen"
[ "$seen" = "2021年3月15日 下午6:30 |2021-03-15 18:30:00 |2021-03-15 18:30:00 |2021-03-15 18:30:00
2021年3月15日 18時30分 |2021-03-15 18:30:00 |None |2021-03-15 18:30:00
3月15日 |2021-03-15 00:00:00 |None |None
民國110年3月15日 |None |None |None
二〇二一年三月十五日 |None |None |None" ]
