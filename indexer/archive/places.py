"""Datelines that stand behind a writer's name with nothing between, as some outlets write them."""

_TAIWAN = """
台北 臺北 新北 桃園 台中 臺中 台南 臺南 高雄 基隆 新竹 苗栗 彰化 南投 雲林 嘉義 屏東 宜蘭 花蓮
台東 臺東 澎湖 金門 馬祖 連江
"""
_ELSEWHERE = """
香港 澳門 北京 上海 廣州 深圳 廈門 杭州 武漢 昆山 徐州 遵義 井岡山 桂林 華盛頓 東京 京都 大阪
橫濱 名古屋 紐約 洛杉磯 舊金山 休士頓 芝加哥 西雅圖 波士頓 費城 邁阿密 亞特蘭大 達拉斯 底特律
亞利桑那 夏威夷 檀香山 溫哥華 多倫多 渥太華 蒙特婁 倫敦 巴黎 柏林 法蘭克福 慕尼黑 日內瓦 蘇黎世
布魯塞爾 海牙 阿姆斯特丹 羅馬 米蘭 威尼斯 教廷 梵蒂岡 維也納 布拉格 華沙 布達佩斯 雅典 馬德里
巴塞隆納 里斯本 都柏林 斯德哥爾摩 奧斯陸 哥本哈根 赫爾辛基 莫斯科 基輔 明斯克 安卡拉 伊斯坦堡 吉雷松
耶路撒冷 開羅 貝魯特 德黑蘭 杜拜 杜哈 利雅德 新德里 孟買 加爾各答 班加羅爾 德里 伊斯蘭馬巴德 達卡
加德滿都 曼谷 河內 胡志明市 越南芹苴 仰光 奈比多 金邊 永珍 吉隆坡 新加坡 雅加達 峇里島 馬尼拉 首爾
釜山 雪梨 墨爾本 坎培拉 布里斯本 威靈頓 奧克蘭 帛琉 約翰尼斯堡 開普敦 奈洛比 聖保羅 里約熱內盧
巴西利亞 布宜諾斯艾利斯 利馬 聖地牙哥 波哥大 墨西哥市 瓜地馬拉市 亞松森 聯合國 华盛顿 华盛顿DC 台湾
美国 英国 加拿大 爱尔兰 澳洲 德国 法国 日本 韩国 旧金山 洛杉矶 纽约 多伦多 温哥华 亚特兰大 休斯顿
伦敦 东京 首尔 高雄 悉尼 墨尔本 布鲁塞尔 日内瓦 罗马 马德里 联合国 澳门 广州
"""

DATELINES = frozenset(
    ["NEW YORK", "WASHINGTON", "DC", "JOHANNESBURG", "DELHI"]
    + [place + ending for place in _TAIWAN.split() for ending in ("", "市", "縣", "機場")]
    + _ELSEWHERE.split()
)
"""Cities and counties of Taiwan, capitals and bureaus of the world; some texts are signed with a city alone."""
