"""What stands in a page and is not the article: tables of tags, classes and fixed phrases, each seen in real files."""

import re

SKIPPED_TAGS = frozenset(
    ("script", "style", "noscript", "iframe", "svg", "audio", "video", "form", "button", "input", "select", "textarea")
    + ("object", "embed", "canvas", "template", "link", "meta", "map", "nav")
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
    r"©.{0,20}(?:德国之声|德國之聲)版权声明.*",  # dw
    r"©.{0,30}(?:中国数字时代|China Digital Times).*",  # cdt
    r"您?的?(?:器材|设备|設備)不支持播放.{0,10}",  # bbc
    r"Post tags: .*",  # cdt
    r"摘编自其他媒体的内容，不代表德国之声的立场或观点。?",  # dw
    r"\[?摘编自其[它他]媒体，不代表德国之声观点\]?",  # dw
    r"(?:获取|獲取)更多RSS.*",
    r"https?://feedx\.\S*",
    r"Array",  # rfi, where its feed had no picture
    r"感[谢謝][阅閱][读讀]今天的[简簡][报報].*",  # nyt, morning brief
    r"This article appeared in the .{1,100} section of the print edition.*",  # economist
    r"[■●◆#*=~_—–-]{1,80}",
    r"[（(]\s*完\s*[)）]",
)
NOT_TEXT = re.compile("|".join(f"(?:{pattern})" for pattern in _NOT_TEXT), re.IGNORECASE | re.DOTALL)
"""Paragraphs that are no text, matched whole."""

TAILS = re.compile(r"(?:\s*[（(]\s*完\s*[)）]\s*|\s*■\s*|\.\.\.more)$")
"""What is cut off the end of a paragraph: agencies' end mark, economist's square, the rti link to the rest."""

LIST_HEADING = re.compile(
    r"(?:【|\[)?(?:延伸[阅閱][读讀]|相[关關](?:[阅閱][读讀]|[报報][道導导]|新[闻聞]|文章|[内內]容|[链鏈][接結])|推荐[阅閱][读讀]|更多(?:[阅閱][读讀]|[报報][道導导]|新[闻聞])"
    r"|[扩擴]展[阅閱][读讀]|[热熱][门門]文章)(?:】|\])?[:：]?"
)
"""What stands above a list of links to other articles."""

NOT_A_PICTURE = re.compile(
    r"icon-zoom|icon_|wp-smiley|emoji|fallback-image|/icons?/|spacer|pixel\.|liiLIZF8Uh6yM|blank\.gif", re.IGNORECASE
)
"""Icons and stand-ins; liiLIZF8Uh6yM is the picture below every text of solidot."""
