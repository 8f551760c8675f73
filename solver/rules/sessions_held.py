"""Sessions that come before service."""

from typing import ClassVar, Literal

from solver.domain.result import Tier
from solver.rule import Weight
from solver.session_rule import SessionRule


class SessionsHeld(SessionRule):
    """Everyone attends the sessions they are to attend, whatever that costs in service: it favours all
    attending.

    Required, a session is held with everybody before its last start is over. ``sessions_if_quiet`` is the
    other way round. The excess counts people missing from a session, all of them where it is not held.
    """

    tier: ClassVar[Tier] = Tier.MUST_HAVE
    sentence: ClassVar[str] = "Everybody attends their training, coaching and meetings."

    rule: Literal["sessions_held"] = "sessions_held"
    weight: Weight = 1
