"""Explains a roster: what it was made from goes to a killable child, the answer is kept."""

from app import rows
from app.database import TenantSession
from app.explanations.problems import ExplanationOutdated, QuestionInvalid
from app.explanations.schemas import (
    AboutAssignment,
    AboutConflict,
    AboutInterval,
    ExplanationDocument,
    Question,
)
from app.explanations.service import keep
from app.explanations.tables import Explanation
from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.jobs.killable import ChildRaisedError
from app.planning.subject import subject_of
from app.rosters.problems import ProblemInvalid
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster
from solver.domain.problem import Problem
from solver.domain.roster import Roster as Assignments
from solver.rules import RuleSet

FUNCTION = "app.planning.explain_roster:in_child"
DEADLINE_SECONDS = 900.0
"""Above what questions about large teams take, so that what hangs comes to an end."""
MEMORY_CAP_BYTES = 8 * 2**30
"""Of address space, most of which numerical libraries reserve and never touch."""


class Order(Document):
    """A roster, what it was made from, and the question."""

    problem: Problem
    rule_set: RuleSet
    roster: Assignments
    asked: Question


def explain_roster(context: JobContext) -> None:
    """The job of an explanation that was asked for: its subject."""
    with context.session() as session:
        explanation = subject_of(context, session, Explanation)
        order = _order(session, explanation)
    context.progress(phase="explain", about=explanation.asked.about)
    try:
        child = context.run_in_child(
            FUNCTION,
            order.model_dump_json().encode(),
            deadline_seconds=DEADLINE_SECONDS,
            memory_cap_bytes=MEMORY_CAP_BYTES,
        )
    except ChildRaisedError as error:
        if error.kind == "AskedAmissError":
            raise QuestionInvalid(error.message) from error
        if error.kind == "ProblemTooLargeError":
            raise ProblemInvalid(error.message) from error
        raise
    document = ExplanationDocument.model_validate_json(child.payload)

    def write(session: TenantSession) -> str:
        keep(session, subject_of(context, session, Explanation), document)
        return f"/v1/explanations/{explanation.id}"

    context.finish(write)


def in_child(payload: bytes, channel: Channel) -> bytes:
    """What the child does: the question answered by the library."""
    from solver.explain import explain_assignment, explain_conflict, explain_gap  # OR-Tools in the child only

    order = Order.model_validate_json(payload)
    problem, rule_set, asked = order.problem, order.rule_set, order.asked
    match asked:
        case AboutConflict():
            conflict = explain_conflict(
                problem,
                rule_set,
                seconds=asked.seconds,
                must_haves=asked.must_haves,
                near=order.roster,
                stop=channel.stop_requested,
            )
            document = ExplanationDocument(conflict=conflict)
        case AboutInterval():
            gap = explain_gap(problem, rule_set, order.roster, str(asked.queue_id), asked.start, asked.end)
            document = ExplanationDocument(interval=gap)
        case AboutAssignment():
            found = explain_assignment(problem, rule_set, order.roster, str(asked.agent_id), asked.start)
            document = ExplanationDocument(assignment=found)
    return document.model_dump_json().encode()


def _order(session: TenantSession, explanation: Explanation) -> Order:
    """What the child is told; raises ExplanationOutdated when the roster has another version by now."""
    roster = rows.find(session, Roster, explanation.roster_id)
    if roster.version != explanation.roster_version:
        raise ExplanationOutdated(explanation.roster_version, roster.version)
    document = document_of(session, roster)
    assignments = Assignments(assignments=tuple(assignments_of(shifts_of(session, roster.id))))
    return Order(
        problem=document.problem, rule_set=document.rule_set, roster=assignments, asked=explanation.asked
    )
