"""What stands in a page and is not the article: tables of tags, classes and fixed phrases, each seen in real files."""

import re

from indexer.archive.outlets import OUTLETS, joined

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
    r"The post .{1,400} (?:appeared first|first appeared) on .{1,100}",  # WordPress feeds
    r"©\s*\D{1,40}|Getty Images|Reuters|EPA|AFP|Xinhua|PA Media|Getty|\">|\.",
    r"(?:获取|獲取)更多RSS.*",
    r"https?://feedx\.\S*",
    r"[■●◆#*=~_—–-]{1,80}",
    r"[（(]\s*完\s*[)）]",
    joined("not_text"),
)
NOT_TEXT = re.compile("|".join(f"(?:{pattern})" for pattern in _NOT_TEXT), re.IGNORECASE | re.DOTALL)
"""Paragraphs that are no text, matched whole."""

CAPTION_LABEL = re.compile(f"^(?:{joined('caption_label')})")
"""What is read out before a caption."""

TAILS = re.compile(rf"(?:\s*[（(]\s*完\s*[)）]\s*|{joined('tail')})$")
"""What is cut off the end of a paragraph: agencies' end mark, and those of outlets."""
TITLE_SUFFIX = re.compile(f"(?:{joined('title_suffix')})$")
"""What is cut off the end of a title: the name of its outlet."""

LIST_HEADING = re.compile(
    r"(?:【|\[)?(?:延伸[阅閱][读讀]|相[关關](?:[阅閱][读讀]|[报報][道導导]|新[闻聞]|文章|[内內]容|[链鏈][接結])|推荐[阅閱][读讀]|更多(?:[阅閱][读讀]|[报報][道導导]|新[闻聞])"
    r"|[扩擴]展[阅閱][读讀]|[热熱][门門]文章)(?:】|\])?[:：]?"
)
"""What stands above a list of links to other articles."""

ICONS = (
    "icon-zoom", "icon_", "wp-smiley", "emoji", "fallback-image", "/icon/", "/icons/", "spacer", "pixel.",
    "blank.gif", *(part for outlet in OUTLETS.values() for part in outlet.icons),
)  # fmt: skip
"""In addresses of icons and stand-ins, in lower case."""
OF_THE_PAGE = (
    "/wp-content/themes/", "amazon-adsystem", "branding_header", "gravatar", "/avatar",
    *(part for outlet in OUTLETS.values() for part in outlet.not_pictures),
)  # fmt: skip
"""In addresses of what else is no picture of an article: what every page of a site holds, and what outlets show for
articles without one."""
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
