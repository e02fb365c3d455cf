"""What stands in a page and is not the article: tables of tags, classes and fixed phrases, each seen in real files."""

import re

SKIPPED_TAGS = frozenset(
    re.findall(
        r"\w+",
        "script style noscript iframe svg audio video form button input select textarea object embed canvas template "
        "link meta map nav rp rt",
    )
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

SKIPPED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:"
    r"o-ads|in-article-advert|o-self-promo|m-block-ad|m-interstitial|adslot|dfp-ad|dfp-tag|gpt-ad|innity|dotcom-ad"
    r"|AdSlot|AdContainer|MpuContainer|imu(?=\s|$)|ads_"
    r"|moreArticle|bottomArticleBanner|SubscriptionInner|newsletter|subscribe|donate|widget_media_image|book-content"
    r"|trc_related|tbl-feed|article-footer|favourite-container|post-sidebar"
    r"|trustBadge|t-copyright|zoomattribute|share-buttons|sharedaddy|jp-relatedposts|fb-root|W_icon"
    r"|VisuallyHidden|FauxHeadline|visually-hidden|sr-only|screen-reader|gtx-anchor|Image_expand-button|MessageWrapper"
    r")",
)

PROMO_START = "获取更多RSS"
"""Where feedx.net's own lines begin, at the end of a file."""

_NOT_TEXT = (
    r"The post .{1,400} (?:appeared first|first appeared) on .{1,100}",  # WordPress feeds: cdt, bitterwinter
    r"Feed enhanced by .*",  # cdt
    r"(?:摘译自其[它他]媒体，不代表德国之声观点)?\s*©?.{0,20}(?:德国之声版权声明|德國之聲版權聲明).*",  # dw
    r"德国之声致力于为您提供客观中立的新闻报[道导].*",
    r"摘[译编]自其[它他]媒体，不代表德国之声观点。?",
    r"\s*相关图集[:：].{1,60}",
    r"©.{0,30}(?:中国数字时代|China Digital Times).*",  # cdt
    r"您?的?(?:器材|设备|設備)不支持播放.{0,10}",  # bbc
    r"(?:图像|图片|視頻|视频)(?:来源|版权)[，,\s]?.{1,40}",
    r"使用浏览器播视频/view video in browser|(?:跳过|结尾) \w+ 帖子.{0,8}|告知：第三方内容可能包含广告",
    r"©\s*\D{1,40}|Getty Images|Reuters|EPA|AFP|Xinhua|PA Media|Getty|\">|\.",
    r"Post tags: .*",  # cdt
    r"摘编自其他媒体的内容，不代表德国之声的立场或观点。?",  # dw
    r"\[?摘编自其[它他]媒体，不代表德国之声观点\]?",  # dw
    r"(?:获取|獲取)更多RSS.*",
    r"https?://feedx\.\S*",
    r"Array",  # rfi, where its feed had no picture
    r"感[谢謝][阅閱][读讀](?:今天的[简簡][报報]|本期).*",  # nyt, letters and the morning brief
    r"[（(【][欢歡]迎[点點][击擊]此[处處][订訂][阅閱][^（()）【】]*[)）】]",
    r"Infogram|[关關][闭閉]|看更多|Embed from Getty Images|武漢肺炎蔓延 圖解疫情一次看.*",  # cna
    r"歡迎訂閱中央社.*電子報.*|若有任何建議請來信告訴我們.*|.{0,12}發送電子報！快來訂閱.*",
    r"A post shared by .*|.{0,30}分享的貼文|在 Instagram 查看這則貼文|View this post on Instagram",
    r"武漢肺炎蔓延圖解疫情一次看.{0,5}|[＊*\s]+採用本社稿件務經授權.*",
    r"嘉宾和观众听众发表的都是个人观点，并不代表美国之音。|《[^》]{1,12}》YouTube播放列表.*",  # voa
    r"(?:《?时事大家谈》?|焦点对话)(?:节目)?每星期.{1,40}收看。",
    r"【支持】为真相护航.*|https?://donate\.epochtimes\.com\S*",  # epoch
    r"网络收看方式[:：]|大纪元(?:脸书|YouTube)直播[:：].*|新唐人大纪元《[^》]{1,12}》制作组",
    r"(?:欲[览浏]|参看|更多|原文|详情|请点)[^。]{0,50}here\s*[)）]?|here",  # reuters, where a link was
    r"(?:Please subscribe|Subscribe) to The Economist.*|For full access to .{0,60}editions.*",  # economist
    r"Editor’s note: Some of our covid-19 coverage is free.*|All our stories relating to the pandemic.*",
    r"Enjoy more audio and podcasts on iOS or Android\.?|Listen to this story.*|Dig deeper:?",
    r"Listen on: Apple Podcasts \|.*|Follow the global path of the coronavirus with our.*",
    r"For more coverage of .*|Read the best of our .*|Letters are welcome via e-mail.*",
    r"This article appeared in the .{1,100} section of the print edition.*",  # economist
    r"[■●◆#*=~_—–-]{1,80}",
    r"[（(]\s*完\s*[)）]",
)
NOT_TEXT = re.compile("|".join(f"(?:{pattern})" for pattern in _NOT_TEXT), re.IGNORECASE | re.DOTALL)
"""Paragraphs that are no text, matched whole."""

CAPTION_LABEL = re.compile(r"^(?:(?:图像|图片|视频|音频)加注文字|Image caption|Media caption)[，,\s]*")
"""What bbc reads out before a caption."""

TAILS = re.compile(r"(?:\s*[（(]\s*完\s*[)）]\s*|\s*■\s*|\.\.\.more)$")
"""What is cut off the end of a paragraph: agencies' end mark, economist's square, the rti link to the rest."""

LIST_HEADING = re.compile(
    r"(?:【|\[)?(?:延伸[阅閱][读讀]|相[关關](?:[阅閱][读讀]|[报報][道導导]|新[闻聞]|文章|[内內]容|[链鏈][接結])|推荐[阅閱][读讀]|更多(?:[阅閱][读讀]|[报報][道導导]|新[闻聞])"
    r"|[扩擴]展[阅閱][读讀]|[热熱][门門]文章)(?:】|\])?[:：]?"
)
"""What stands above a list of links to other articles."""

ICONS = (
    "icon-zoom", "icon_", "wp-smiley", "emoji", "fallback-image", "/icon/", "/icons/", "spacer", "pixel.",
    "liilizf8uh6ym", "blank.gif",
)  # fmt: skip
"""In addresses of icons and stand-ins, in lower case; the one with liilizf8uh6ym is below every text of solidot."""
OF_THE_PAGE = (
    "meta_og_twcards", "/freemium_images/", "/error.svg", "/expression/", "/wp-content/themes/", "amazon-adsystem",
    "branding_header", "gravatar", "/avatar",
)  # fmt: skip
"""In addresses of what else is no picture of an article: cards for those without one (rfi), offers (zaobao), faces of
Weibo (cdt), what every page of a site holds."""
RULE = re.compile(
    r"_line(?:\d|_|-|\.)|[_-]separator|_bar\.|_blank_white_space|transparent\d*(?:-nc)?\.|_banner_(?:top|bottom)_"
    r"|/(?:undefined|null)$"
)
"""At the end of addresses of lines between parts (bbc), and of what a script forgot (zaobao)."""
ORNAMENT_ALT = re.compile(
    r"(?:presentational )?(?:grey |short )*line(?: ?break)?|section divider|banner|1px transparent line"
    r"|分隔[线線]|水平[线線]",
    re.IGNORECASE,
)
"""What bbc has read out in the stead of a line."""
ORNAMENT_CLASS = re.compile(r"(?:^|\s)(?:wp-smiley|emoji|W_img_face|avatar)(?=[\s-]|$)")
