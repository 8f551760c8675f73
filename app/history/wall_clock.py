"""Turns written times into instants, by their own offset or by the wall clock of a declared zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.history.refusals import CellRefused

FIRST = 0
LAST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
HOUR = 3600
MOST_REMEMBERED = 50_000
"""Hours whose offset is kept: five years; then forgetting is cheaper than remembering."""

EXPECTED = "a date and time such as 2026-03-08 14:30 or 2026-03-08T14:30:00+01:00, from 1970 to 2099"


class SkippedTime(CellRefused):
    """A wall-clock time that the clocks passed over."""

    def __init__(self, zone: str) -> None:
        super().__init__("a time that the clocks skipped", f"a time that exists in {zone}")


class WallClock:
    """The clock that a file was written by; ``zone`` None accepts only times with an offset."""

    def __init__(self, zone: str | None) -> None:
        self._name = zone or "UTC"
        self._declared = zone is not None
        self._zone = ZoneInfo(self._name)
        self._regular: dict[int, int | None] = {}
        self._offsets: dict[int, int] = {}

    def read(self, text: str) -> tuple[int, int | None, int]:
        """Epoch seconds, those of the second pass if the time occurs twice, and the zone's offset in seconds.

        The offset belongs to the first instant. Fractions of a second are cut. Raises CellRefused, or
        SkippedTime for a time that does not exist.
        """
        text = text.strip()
        if len(text) < 16 or text[4] != "-" or text[7] != "-" or text[10] not in "T " or text[13] != ":":
            raise CellRefused(_kind(text), EXPECTED)
        try:
            written = datetime.fromisoformat(text)
        except ValueError:
            raise CellRefused(_kind(text), EXPECTED) from None
        if written.tzinfo is not None:
            epoch = int(written.timestamp()) if 1970 <= written.year < 2100 else -1
            if not FIRST <= epoch < LAST:
                raise CellRefused("a time out of range", EXPECTED)
            return epoch, None, self._offset_at(epoch)
        if not self._declared:
            raise CellRefused("a time without offset", "an offset such as +01:00, or a declared zone")
        wall = int(written.replace(tzinfo=UTC).timestamp())
        if not FIRST <= wall < LAST:
            raise CellRefused("a time out of range", EXPECTED)
        hour = wall // HOUR
        offset = self._regular[hour] if hour in self._regular else self._learn(hour)
        if offset is not None:
            return wall - offset, None, offset
        first, second = self._passes(written)
        if first == second:
            return wall - first, None, first
        if first < second:
            raise SkippedTime(self._name)
        return wall - first, wall - second, first

    def _offset_at(self, epoch: int) -> int:
        quarter = epoch // 900
        if quarter not in self._offsets:
            if len(self._offsets) >= MOST_REMEMBERED:
                self._offsets.clear()
            self._offsets[quarter] = _seconds(datetime.fromtimestamp(epoch, self._zone))
        return self._offsets[quarter]

    def _learn(self, hour: int) -> int | None:
        """The offset of a wall-clock hour in which nothing happens to the clock, else None."""
        if len(self._regular) >= MOST_REMEMBERED:
            self._regular.clear()
        begin = datetime.fromtimestamp(hour * HOUR, UTC).replace(tzinfo=None)
        offsets = {
            *self._passes(begin),
            *self._passes(begin.replace(minute=59, second=59, microsecond=999_999)),
        }
        self._regular[hour] = offsets.pop() if len(offsets) == 1 else None
        return self._regular[hour]

    def _passes(self, written: datetime) -> tuple[int, int]:
        """The offsets of both readings (PEP 495): equal usually, falling if repeated, rising if skipped."""
        first = written.replace(tzinfo=self._zone, fold=0)
        return _seconds(first), _seconds(first.replace(fold=1))


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    if offset is None:
        raise CellRefused("a time without offset", EXPECTED)
    return offset.days * 86_400 + offset.seconds


def _kind(text: str) -> str:
    if not text:
        return "nothing"
    if text.replace(".", "", 1).isdigit():
        return "a number"
    return "something else"
