"""The fairness ledger: what unpopular work each agent had, by roster, and who has more than a fair share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import Field

from solver.domain.days import burdens_of
from solver.domain.document import Document
from solver.domain.people import Burden
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.wishes import answers_in, is_met


class Entry(Document):
    """What one roster gave one agent: shifts by kind of burden, wishes not met, and the part of the team's
    work that is theirs by contract (weekly minutes).
    """

    agent: str
    shifts: int = Field(ge=0)
    paid_minutes: int = Field(ge=0)
    nights: int = Field(ge=0)
    weekends: int = Field(ge=0)
    holidays: int = Field(ge=0)
    unpopular_starts: int = Field(ge=0)
    refused_wishes: int = Field(ge=0)
    weekly_minutes: int = Field(ge=0)


KINDS = (*(burden.value for burden in Burden), "refused_wishes")
"""What is counted against a fair share, by the name of the field."""


class Correction(Document):
    """So much more of one of KINDS, or less of it, than the rosters gave an agent."""

    agent: str
    kind: str
    amount: int


class Balance(Document):
    """An agent's sums over several rosters, with the fair share of each kind and what is above it.

    ``counts`` are what the rosters gave and what was corrected by hand; ``corrected`` tells the latter alone.
    A fair share is all there is of a kind, times the agent's part of the contracts' minutes over those
    rosters, rounded up. ``above`` are the counts above their shares, the n-th counted n times, so that the
    worst off come first.
    """

    agent: str
    rosters: int
    shifts: int
    paid_minutes: int
    counts: dict[str, int]
    corrected: dict[str, int]
    shares: dict[str, int]
    above: int


def entries_of(problem: Problem, assignments: Iterable[Assignment]) -> Iterator[Entry]:
    """An entry for every agent of the problem; shifts of unknown agents are left out."""
    given: dict[str, list[Assignment]] = {}
    for shift in assignments:
        given.setdefault(shift.agent, []).append(shift)
    answers = answers_in(problem)
    for agent in problem.agents:
        shifts = given.get(agent.id, [])
        kinds = [burdens_of(agent, shift.start, shift.end) for shift in shifts]
        yield Entry(
            agent=agent.id,
            shifts=len(shifts),
            paid_minutes=sum(shift.paid_minutes for shift in shifts),
            **{burden.value: sum(burden in kind for kind in kinds) for burden in Burden},
            refused_wishes=sum(not is_met(wish, shifts, answers) for wish in agent.preferences),
            weekly_minutes=agent.contract.max_weekly_minutes,
        )


def balances_of(entries: Sequence[Entry], corrections: Sequence[Correction] = ()) -> list[Balance]:
    """The balance of every agent with an entry or a correction, the worst off first."""
    own: dict[str, list[Entry]] = {}
    for entry in entries:
        own.setdefault(entry.agent, []).append(entry)
    changes: dict[str, list[Correction]] = {}
    for correction in corrections:
        changes.setdefault(correction.agent, []).append(correction)
        own.setdefault(correction.agent, [])
    totals = totals_of(entries, corrections)
    parts = sum(entry.weekly_minutes for entry in entries)
    found = [_balance(agent, held, changes.get(agent, ()), totals, parts) for agent, held in own.items()]
    return sorted(found, key=lambda each: (-each.above, -sum(each.counts.values()), each.agent))


def totals_of(entries: Iterable[Entry], corrections: Iterable[Correction] = ()) -> dict[str, int]:
    """How much there is of each kind."""
    totals = dict.fromkeys(KINDS, 0)
    for entry in entries:
        for kind in KINDS:
            totals[kind] += getattr(entry, kind)
    for correction in corrections:
        totals[correction.kind] += correction.amount
    return totals


def _balance(
    agent: str,
    held: Sequence[Entry],
    corrections: Sequence[Correction],
    totals: Mapping[str, int],
    parts: int,
) -> Balance:
    counts, corrected = totals_of(held, corrections), totals_of((), corrections)
    part = sum(entry.weekly_minutes for entry in held)
    shares = {kind: -(-totals[kind] * part // parts) if parts else 0 for kind in KINDS}
    above = [max(0, counts[kind] - shares[kind]) for kind in KINDS]
    return Balance(
        agent=agent,
        rosters=len(held),
        shifts=sum(entry.shifts for entry in held),
        paid_minutes=sum(entry.paid_minutes for entry in held),
        counts=counts,
        corrected=corrected,
        shares=shares,
        above=sum(each * (each + 1) // 2 for each in above),
    )
