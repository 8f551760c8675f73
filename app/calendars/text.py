"""Names made safe for a line-based format."""

import unicodedata

from icalendar.prop import vText

_SEPARATORS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def printable(text: str) -> str:
    """The text on one line: separators become a space; other controls and lone surrogates are dropped.

    Calendar readers split lines at more characters than RFC 5545 names (U+0085, U+2028), so none may pass.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    spaced = (" " if letter in _SEPARATORS else letter for letter in text)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNWRITABLE).strip()


class EscapedText(vText):
    """A TEXT value escaped as RFC 5545 §3.3.11 says; the library takes a backslash and N for a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()
