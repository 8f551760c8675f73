"""When a wish is met."""

from collections.abc import Iterable
from datetime import datetime

from solver.domain.people import Preference, Wish
from solver.domain.time import MINUTE


def answers(preference: Preference, start: datetime, end: datetime) -> bool:
    """Whether the shift [start, end) is one the wish is about.

    A wish for work is about shifts that lie in the span for at least half their minutes; a wish to be free is
    about every shift that touches it.
    """
    shared = preference.span.overlap_minutes(start, end)
    if preference.wish is Wish.WANTS:
        return shared > 0 and 2 * shared >= (end - start) // MINUTE
    return shared > 0


def is_met(preference: Preference, shifts: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether the shifts given (start, end) grant the wish: some for wanted work, none for wanted freedom."""
    wanted = preference.wish is Wish.WANTS
    return any(answers(preference, start, end) for start, end in shifts) == wanted
