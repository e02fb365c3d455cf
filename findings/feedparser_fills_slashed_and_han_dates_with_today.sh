#!/usr/bin/env bash
# feedparser 6.0.14 knows ISO dates with hyphens, RFC 822 and a few languages; of 2021/3/15 and of 2021年3月15日 18:30, which
# Chinese feeds hold, it reads the year alone and fills in month and day of the day on which it runs, as if it were sure:
# an entry of March 2021 becomes one of today's date in 2021, and another one tomorrow. Nothing tells it from a date that
# was understood (``bozo`` is not set). The same feed with 2021-03-15 is read as it is meant. And CST, which such feeds
# write for the time of China, is taken for that of Chicago, fourteen hours off.
#
# Seen: feedparser 6.0.14, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14
cat > "$work/read.py" <<'END'
import time
import feedparser
item = "<rss version='2.0'><channel><title>a</title><item><title>b</title><pubDate>{}</pubDate></item></channel></rss>"
for date in ("2021/3/15", "2021年3月15日 18:30", "2021年03月15日", "2021-03-15", "Mon, 15 Mar 2021 18:30:00 CST"):
    feed = feedparser.parse(item.format(date))
    print(date, "|", time.strftime("%Y-%m-%d %H:%M", feed.entries[0].published_parsed), "|", feed.bozo)
END
before=$(date -u +%m-%d)
seen=$("$work/venv/bin/python" "$work/read.py")
printf '%s\n' "$seen"
[ "$before" = "$(date -u +%m-%d)" ] || { echo "It is just midnight: run it again."; exit 1; }
[ "$seen" = "2021/3/15 | 2021-$before 00:00 | False
2021年3月15日 18:30 | 2021-$before 00:00 | False
2021年03月15日 | 2021-$before 00:00 | False
2021-03-15 | 2021-03-15 00:00 | False
Mon, 15 Mar 2021 18:30:00 CST | 2021-03-16 00:30 | False" ]
