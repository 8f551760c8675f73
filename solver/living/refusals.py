"""Every kind of refusal of a trade: its stable code, and what it says."""

from collections.abc import Mapping

from solver.domain.document import Document
from solver.living.trade import Side
from solver.rules import RULES

TRADE: Mapping[str, str] = {
    "trade.off": "Trades are switched off.",
    "trade.swaps_off": "Shifts are not swapped here.",
    "trade.offers_off": "Shifts are not given away without another in return.",
    "trade.open_shifts_off": "Open shifts are given out by managers only.",
    "trade.alternatives_off": "Shifts are not exchanged for others that nobody has.",
    "trade.decided": "The trade has been decided or withdrawn already.",
    "trade.expired": "The time to answer is over.",
    "trade.with_oneself": "Both sides of the trade are the same person.",
    "trade.acting_for_another": "Only whose trade it is, or a manager, may ask for it.",
    "trade.not_addressed": "The trade was offered to somebody else.",
    "trade.other_shift_missing": "The shift asked for in return is missing.",
    "trade.roster_unpublished": "The roster is not published, so nobody has these shifts yet.",
    "trade.roster_changed": "The roster has changed since the trade was proposed.",
    "trade.too_far_apart": "The two shifts are too far apart.",
    "trade.paid_time_differs": "The two shifts are not paid for the same time.",
    "trade.site_differs": "The two people are of different sites.",
    "trade.role_differs": "The two people have different roles.",
    "trade.contract_differs": "The two people have different contracts.",
    "trade.must_have_worse": "Minimum staffing, leads or hand-offs would get worse.",
    "trade.service_worse": "Service would get worse by more than is allowed.",
}
"""Refusals of the trade as such."""

BOTH_SIDES: Mapping[str, str] = {
    "unknown": "The roster does not know the person.",
    "shift_gone": "The person does not have the shift any more.",
    "shift_changed": "The shift has other times by now.",
    "shift_locked": "The shift is locked.",
    "shift_outside": "The shift starts outside the period of the roster.",
    "shift_begun": "The shift has begun.",
    "too_late": "The shift starts too soon.",
    "trades_used_up": "The person has traded as often as is allowed this week.",
    "lacks_queues": "The person cannot serve every queue that the other serves.",
    "lacks_skills": "The person lacks a skill of the other.",
    "lacks_channels": "The person lacks a channel of the other.",
    "gap_too_short": "Too little time would lie between the shift and the person's next.",
    "activity_forbidden": "An activity in the shift forbids trading it.",
    "activity_fixed": "An activity in the shift is the person's own and cannot go along.",
}
"""Refusals that either side may meet, as ``initiator.…`` and ``receiver.…``."""

STRUCTURE: Mapping[str, str] = {
    "one_place_at_a_time": "The shift overlaps another one of the person.",
    "offered_shift": "No template offers the person this shift.",
    "period": "The shift starts outside the period of the roster.",
    "locked_shift": "A locked shift would be missing.",
    "breaks": "The breaks of the shift are not those its template has for the person.",
    "session": "The shift holds a session that is not for the person, or not then.",
}
"""What no rule set can allow, told like rules that are broken."""


class RefusalKind(Document):
    """A code with its meaning."""

    code: str
    meaning: str


def code_of_rule(side: Side, rule: str) -> str:
    """The code of a refusal because a rule would be broken."""
    return f"{side}.rule.{rule}"


def catalogue() -> tuple[RefusalKind, ...]:
    """Every code there is, by side."""
    sentences = {**STRUCTURE, **{kind.an_example()["rule"]: kind.sentence for kind in RULES}}
    kinds = dict(TRADE)
    for side in (Side.INITIATOR, Side.RECEIVER):
        kinds |= {f"{side}.{code}": meaning for code, meaning in BOTH_SIDES.items()}
    for side in (Side.INITIATOR, Side.RECEIVER, Side.TEAM):
        kinds |= {
            code_of_rule(side, rule): f"A rule would be broken: {sentence}"
            for rule, sentence in sentences.items()
        }
    return tuple(RefusalKind(code=code, meaning=meaning) for code, meaning in kinds.items())
