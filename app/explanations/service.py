"""Explanations: what is refused, what is read, and the draft that a repair can become."""

from collections.abc import Mapping
from typing import Any

from app.explanations.problems import ExplanationOutdated, QuestionInvalid
from app.explanations.schemas import AboutAssignment, AboutInterval, ExplanationRead, Question
from app.explanations.tables import Explanation
from app.problems import ReferenceUnknown
from app.questions.drafts import unproved_report
from app.questions.service import About, Questions
from app.rosters.judge import judged
from app.rosters.service import Made
from app.rosters.shifts import shifts_of
from solver.explaining.answers import GIVEN_UP
from solver.validate import values_by_tier, violations_by_rule

_MOST_TOLD = 100


def _check(about: About, asked: Question) -> None:
    """Refuse at once what the answer would have to refuse later."""
    problem = about.document.problem
    if isinstance(asked, AboutInterval):
        if str(asked.queue_id) not in {queue.id for queue in problem.queues}:
            raise ReferenceUnknown(field="queue_id")
        if asked.end <= problem.period.start or problem.period.end <= asked.start:
            period = f"{problem.period.start.isoformat()} to {problem.period.end.isoformat()}"
            raise QuestionInvalid(f"start and end must touch the period from {period}")
    if isinstance(asked, AboutAssignment):
        if str(asked.agent_id) not in {agent.id for agent in problem.agents}:
            raise ReferenceUnknown(field="agent_id")
        starts = [
            shift.starts_at
            for shift in shifts_of(about.session, about.roster.id)
            if shift.agent_id == asked.agent_id
        ]
        if asked.start not in starts:
            told = ", ".join(start.isoformat() for start in starts) or "none"
            raise QuestionInvalid(f"the agent's shifts start at {told}")


def _told(about: About, row: Explanation) -> Mapping[str, Any]:
    said = None if row.document is None else row.document.said
    return {"said": said, "answer": row.document, "agents": about.agents, "queues": about.queues}


def _made(about: About, row: Explanation) -> Made | None:
    """The roster of the conflict's repair; what it lets go of is told as warnings, and by the judgement."""
    conflict = None if row.document is None else row.document.conflict
    if conflict is None or conflict.repair is None or about.roster.requirement_id is None:
        return None
    repair, known = conflict.repair, about.document
    given_up = {(each.place.agent, each.place.start) for each in repair.actions if each.kind == GIVEN_UP}
    locked = tuple(each for each in known.problem.locked if (each.agent, each.start) not in given_up)
    problem = known.problem.model_copy(update={"locked": locked})
    assignments = repair.roster.assignments
    judgement = judged(problem, known.rule_set, assignments)
    prices = values_by_tier(violations_by_rule(problem, known.rule_set, repair.roster))
    return Made(
        problem=problem,
        rule_set=known.rule_set,
        roster=repair.roster,
        report=unproved_report(
            known.report, problem, prices, broken=judgement.broken > 0, seconds=conflict.seconds
        ),
        judgement=judgement,
        requirement_id=about.roster.requirement_id,
        warnings=tuple(f"Repaired: {action.said}" for action in repair.actions[:_MOST_TOLD]),
    )


EXPLANATIONS = Questions(
    table=Explanation,
    read=ExplanationRead,
    name="explanation",
    job="explain_roster",
    outdated=ExplanationOutdated,
    columns=lambda asked: {"asked": asked},
    told=_told,
    check=_check,
    once=True,
    made=_made,
)
