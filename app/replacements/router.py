"""Replacements over HTTP: who could take over a shift, the best first."""

import uuid

from fastapi import APIRouter

from app import rows
from app.dependencies import ReadSession
from app.replacements.problems import NothingToReplace, ShiftUnknown
from app.replacements.schemas import ReplacementsBody, ReplacementsRead
from app.responses import problem_responses
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster as RosterRow
from solver.domain.roster import Assignment, Roster
from solver.living.replacements import fill_shifts, rank_replacements

router = APIRouter(prefix="/v1/rosters", tags=["living roster"], responses=problem_responses(404, 409))


@router.post("/{roster_id}:replacements")
def rank(session: ReadSession, roster_id: uuid.UUID, body: ReplacementsBody) -> ReplacementsRead:
    """Everyone who could lawfully take each shift, ranked; nothing is stored."""
    row = rows.find(session, RosterRow, roster_id)
    document = document_of(session, row)
    roster = Roster(assignments=tuple(assignments_of(shifts_of(session, row.id))))
    vacant = [*_named(roster, body), *(shift.assignment() for shift in body.open_shifts)]
    if not vacant:
        raise NothingToReplace
    together = None
    if body.together:
        together = fill_shifts(document.problem, document.rule_set, roster, vacant, most=body.most)
        rankings = together.rankings
    else:
        rankings = tuple(
            rank_replacements(document.problem, document.rule_set, roster, shift, most=body.most)
            for shift in vacant
        )
    return ReplacementsRead(roster_id=row.id, version=row.version, rankings=rankings, together=together)


def _named(roster: Roster, body: ReplacementsBody) -> list[Assignment]:
    known = {(shift.agent, shift.start): shift for shift in roster.assignments}
    found = []
    for number, name in enumerate(body.shifts):
        shift = known.get((str(name.agent_id), name.start))
        if shift is None:
            raise ShiftUnknown(f"shifts[{number}]")
        found.append(shift)
    return found
