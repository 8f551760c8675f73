"""Sessions that wait for a quiet moment."""

from typing import ClassVar, Literal

from solver.domain.result import Tier
from solver.rule import Weight
from solver.session_rule import SessionRule


class SessionsIfQuiet(SessionRule):
    """Everyone attends the sessions they are to attend where that costs no service: it favours service.

    Beside the cost of a roster somebody missing is worth ``weight``. ``sessions_held`` is the other way
    round. The excess counts people missing from a session, all of them where it is not held.
    """

    tier: ClassVar[Tier] = Tier.COST
    sentence: ClassVar[str] = "Training, coaching and meetings are held when it is quiet."

    rule: Literal["sessions_if_quiet"] = "sessions_if_quiet"
    weight: Weight = 1_000
