#!/usr/bin/env bash
# trafilatura 2.3.1 takes "By" and what stands behind a name off the author of an English page. Of a Chinese one it gives
# the whole line as one author: the labels 记者：, 文／, 撰文 and 报道, and 作者：… 编辑：… with the editor's name in it; of
# （记者 …） the bracket that closes is lost and the one that opens is kept. Whoever counts or filters by author has as many
# authors as there are ways of writing a label.
#
# Seen: trafilatura 2.3.1 with lxml_html_clean 0.4.6, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6 2>"$work/warnings"
cat > "$work/read.py" <<'END'
from trafilatura import extract_metadata
page = "<html><head><title>桥</title></head><body><article><h1>桥</h1><p class='author'>{}</p><p>{}</p></article></body></html>"
for line in ("By Lin Yifan", "记者：林一帆", "文／林一帆", "撰文 林一帆", "林一帆 报道", "作者：林一帆 编辑：何晏", "（记者 林一帆）"):
    print(line, "|", extract_metadata(page.format(line, "今天通车。" * 60)).author)
END
seen=$("$work/venv/bin/python" "$work/read.py")
printf '%s\n' "$seen"
[ "$seen" = "By Lin Yifan | Lin Yifan
记者：林一帆 | 记者：林一帆
文／林一帆 | 文／林一帆
撰文 林一帆 | 撰文 林一帆
林一帆 报道 | 林一帆 报道
作者：林一帆 编辑：何晏 | 作者：林一帆 编辑：何晏
（记者 林一帆） | （记者 林一帆" ]
