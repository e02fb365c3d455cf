"""The Economist."""

import re
from datetime import UTC

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="economist",
    names=("经济学人", "經濟學人", "The Economist"),
    hosts=("economist.com",),
    section=re.compile(r"/([a-z][a-z-]*)/\d{4}/"),
    zone=UTC,
    midnight_is_day=True,
    not_text=(
        r"(?:Please subscribe|Subscribe) to The Economist.*|For full access to .{0,60}editions.*",
        r"Editor’s note: Some of our covid-19 coverage is free.*|All our stories relating to the pandemic.*",
        r"Enjoy more audio and podcasts on iOS or Android\.?|Listen to this story.*|Dig deeper:?",
        r"Listen on: Apple Podcasts \|.*|Follow the global path of the coronavirus with our.*",
        r"For more coverage of .*|Read the best of our .*|Letters are welcome via e-mail.*",
        r"This article appeared in the .{1,100} section of the print edition.*",
    ),
    tail=r"\s*■\s*",
)
