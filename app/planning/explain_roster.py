"""Explains a roster: what it was made from goes to a killable child, the answer is kept."""

from app.database import TenantSession
from app.explanations.problems import QuestionInvalid
from app.explanations.schemas import (
    AboutAssignment,
    AboutConflict,
    AboutInterval,
    ExplanationDocument,
    Question,
)
from app.explanations.service import EXPLANATIONS
from app.explanations.tables import Explanation
from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.jobs.killable import ChildRaisedError
from app.planning.asked_roster import asked_of, found_in_child
from app.planning.subject import subject_of
from app.rosters.problems import ProblemInvalid
from solver.domain.problem import Problem
from solver.domain.roster import Roster as Assignments
from solver.rules import RuleSet

FUNCTION = "app.planning.explain_roster:in_child"
DEADLINE_SECONDS = 900.0
"""Above what questions about large teams take, so that what hangs comes to an end."""


class Order(Document):
    """A roster, what it was made from, and the question."""

    problem: Problem
    rule_set: RuleSet
    roster: Assignments
    asked: Question


def explain_roster(context: JobContext) -> None:
    """The job of an explanation that was asked for: its subject."""
    with context.session() as session:
        about = asked_of(context, session, EXPLANATIONS)
    asked = about.question.asked
    context.progress(phase="explain", about=asked.about)
    document = about.document
    order = Order(problem=document.problem, rule_set=document.rule_set, roster=about.shifts, asked=asked)
    try:
        child = found_in_child(context, FUNCTION, order, seconds=DEADLINE_SECONDS)
    except ChildRaisedError as error:
        if error.kind == "AskedAmissError":
            raise QuestionInvalid(error.message) from error
        if error.kind == "ProblemTooLargeError":
            raise ProblemInvalid(error.message) from error
        raise
    told = ExplanationDocument.model_validate_json(child.payload)

    def write(session: TenantSession) -> str:
        return EXPLANATIONS.answered(session, subject_of(context, session, Explanation), told)

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
