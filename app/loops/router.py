"""Closing the loop over HTTP."""

import uuid

from fastapi import Response, status

from app.dependencies import WriteSession
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import accepted
from app.jobs.schemas import JobRead
from app.loops.schemas import LoopBody
from app.loops.service import LOOPS
from app.questions.routes import BEGUN, question_router
from app.rosters.versions import VersionRead

router = question_router(
    LOOPS,
    "simulations",
    many="The loops closed for a roster, newest first.",
    one="Every round: what was required, what the roster gave, what was corrected; and why it ended.",
)


@router.post(
    "/rosters/{roster_id}:close-the-loop",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BEGUN,
    response_model=JobRead,
)
def close_the_loop(
    session: WriteSession,
    roster_id: uuid.UUID,
    version: VersionRead,
    repeatable: RepeatableRequest,
    body: LoopBody = LoopBody(),
) -> Response:
    """Simulate, correct the requirement, solve anew, for some rounds; the best becomes a new draft.

    The job's result link is the loop's address, which has every round.
    """
    return repeatable.answer(session, lambda: accepted(LOOPS.ask(session, roster_id, body, version)))
