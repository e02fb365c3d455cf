"""Characters that steer what shows a text, as ranges for a class of a regular expression."""

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Turn writing about: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters"""
LINE_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
"""C0, C1 and the separators: end a line, or move the cursor of a terminal."""
UNESCAPED_IN_JSON = f"\x7f-\x9f\u2028\u2029{BIDI_CONTROLS}"
"""Of both, what JSON may hold as it is."""
