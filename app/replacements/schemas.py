"""What callers ask of replacements."""

import uuid
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from app.fields import Document, Instant
from app.rosters.schemas import ShiftBody
from solver.living.replacements import Filling, Ranking


class ShiftName(Document):
    """A shift of the roster, named by whose it is and when it starts."""

    agent_id: uuid.UUID
    start: Instant


class ReplacementsBody(Document):
    """The shifts to replace, which are in the roster, or ``open_shifts`` that nobody has yet.

    The agent of an open shift is whoever it should not go to, and otherwise of no matter. ``together`` gives
    all of them away at once, so that nobody is at two places.
    """

    shifts: Annotated[tuple[ShiftName, ...], Field(max_length=20)] = ()
    open_shifts: Annotated[tuple[ShiftBody, ...], Field(max_length=20)] = ()
    together: StrictBool = False
    most: Annotated[StrictInt, Field(ge=1, le=100)] = 10


class ReplacementsRead(Document):
    """For each shift in the order asked: the best agents with score and rule differences, and why the others
    cannot. ``together`` is who would take which.
    """

    roster_id: uuid.UUID
    version: int
    rankings: tuple[Ranking, ...]
    together: Filling | None
