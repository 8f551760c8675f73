"""Reads the numbers and names of a CSV file, strictly: nothing negative, infinite or unprintable passes."""

import re
import unicodedata
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from app.fields import Name
from app.history.refusals import CellRefused

MOST = 1_000_000_000
"""The largest count or number of seconds that a cell may hold."""

IDENTIFIER = "1 to 200 characters without control characters"
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{0,20})?([eE]\+?[0-9]{1,2})?", re.ASCII)
_NAME: TypeAdapter[str] = TypeAdapter(Name)

CHANNELS = {
    **{word: word for word in ("voice", "chat", "email", "ticket", "social", "callback")},
    "phone": "voice",
    "call": "voice",
    "e-mail": "email",
    "mail": "email",
    "live chat": "chat",
    "messaging": "chat",
    "web": "ticket",
    "form": "ticket",
    "web form": "ticket",
}
"""Word of the file → channel."""


@lru_cache(maxsize=65_536)
def count(text: str) -> int:
    """A whole number of contacts; ``5.0`` is one. Raises CellRefused."""
    number = _decimal(text)
    if number is None or not number.is_integer() or number > MOST:
        raise CellRefused(_kind(text), "a whole number from 0 to 1,000,000,000")
    return int(number)


@lru_cache(maxsize=65_536)
def seconds(text: str) -> float:
    """A length in seconds. Raises CellRefused."""
    number = _decimal(text)
    if number is None or number > MOST:
        raise CellRefused(_kind(text), "seconds from 0 to 1,000,000,000, or an empty cell")
    return number


@lru_cache(maxsize=1024)
def score(text: str, least: int, most: int) -> int:
    """An answer on the scale from ``least`` to ``most``. Raises CellRefused."""
    number = _decimal(text)
    if number is None or not number.is_integer() or not least <= number <= most:
        raise CellRefused(_kind(text), f"a whole number from {least} to {most}, or an empty cell")
    return int(number)


@lru_cache(maxsize=1024)
def flag(text: str) -> bool:
    """A yes or a no. Raises CellRefused."""
    word = text.strip(" ").casefold()
    if word not in ("0", "1", "false", "true", "no", "yes"):
        raise CellRefused(_kind(text), "0, 1, false, true, no, yes or an empty cell")
    return word in ("1", "true", "yes")


@lru_cache(maxsize=1024)
def channel(text: str) -> str:
    """A channel by its word or a usual name for it. Raises CellRefused."""
    found = CHANNELS.get(" ".join(text.casefold().split()))
    if found is None:
        raise CellRefused(_kind(text), "one of voice, chat, email, ticket, social, callback")
    return found


@lru_cache(maxsize=16_384)
def name(text: str) -> str:
    """The name of a queue, in Unicode's composed form. Raises CellRefused."""
    try:
        return _NAME.validate_python(unicodedata.normalize("NFC", text.strip(" ")))
    except ValidationError:
        raise CellRefused(_kind(text), "a name of 1 to 120 characters without control characters") from None


def identifier(text: str) -> str:
    """What tells one ticket from all others, up to 200 characters. Raises CellRefused."""
    text = text.strip(" ")
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text)
        if _has_controls(text):
            raise CellRefused("control characters", IDENTIFIER)
    if not 0 < len(text) <= 200:
        raise CellRefused(_kind(text), IDENTIFIER)
    return text


def _decimal(text: str) -> float | None:
    text = text.strip(" ")
    return float(text) if _DECIMAL.fullmatch(text) else None


def _kind(text: str) -> str:
    """What a cell holds, in words that give nothing of it away."""
    text = text.strip(" ")
    if not text:
        return "nothing"
    if _has_controls(text):
        return "control characters"
    if len(text) > 120:
        return "a long text"
    try:
        number = float(text)
    except ValueError:
        return "text"
    if number != number:
        return "not a number (NaN)"
    if number in (float("inf"), float("-inf")):
        return "infinity"
    if number < 0:
        return "a negative number"
    return "a fraction" if number <= MOST and not number.is_integer() else "a number out of range"


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
