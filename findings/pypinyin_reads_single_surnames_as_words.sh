#!/usr/bin/env bash
# pypinyin 0.55.0 knows the readings of surnames of two characters (尉迟 yu chi, 万俟 mo qi), but of those of one character
# that are read otherwise in names it gives the everyday reading, also at the beginning of names that history knows:
# 单雄信 is "dan" for shan, 曾国藩 "ceng" for zeng, 仇英 "chou" for qiu, 朴趾源 "pu" for piao, 查慎行 "cha" for zha. Whoever
# types zengguofan or qiuying finds nobody in a list that was made with it.
#
# Seen: pypinyin 0.55.0, 2026-12-01. Needs: bash, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pypinyin==0.55.0
seen=$("$work/venv/bin/python" -c '
from pypinyin import lazy_pinyin
for name in ("尉迟恭", "万俟卨", "单雄信", "曾国藩", "仇英", "解缙", "朴趾源", "查慎行", "区大相", "盖苏文"):
    print(name, *lazy_pinyin(name))')
printf '%s\n' "$seen"
[ "$seen" = "尉迟恭 yu chi gong
万俟卨 mo qi xie
单雄信 dan xiong xin
曾国藩 ceng guo fan
仇英 chou ying
解缙 jie jin
朴趾源 pu zhi yuan
查慎行 cha shen xing
区大相 qu da xiang
盖苏文 gai su wen" ]
