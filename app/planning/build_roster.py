"""Builds a roster in one job: forecast, requirement, problem, solve, validate, rows."""

from app.database import TenantSession
from app.jobs.context import JobContext
from app.planning.build_problem import Built, build_problem, period_of
from app.planning.solve_problem import solve_problem
from app.planning.staff_requirements import chosen_requirement, ensure_requirement
from app.planning.subject import subject_of
from app.rosters.service import Made, keep
from app.rosters.tables import Roster
from solver.check import check
from solver.checking.issues import Severity

_OF_ANY_TEAM = {"hours_without_template", "minimum_above_people"}


def issues_of(built: Built) -> tuple[str, ...]:
    """What a planner should know of the rules and the work before looking at the roster.

    A roster for some of the people uses some of the sites, queues and templates: what only the others bear is
    no fault, and what nobody can do the solver tells itself.
    """
    return tuple(
        f"{issue.message} {issue.remedy}"
        for issue in check(built.problem, built.rule_set)
        if issue.severity is not Severity.INFORMATION
        and (issue.where.startswith(("rules", "contracts")) or issue.code in _OF_ANY_TEAM)
    )


def build_roster(context: JobContext) -> None:
    """The job of a roster that was asked for: its subject."""
    with context.session() as session:
        roster = subject_of(context, session, Roster)
    period = period_of(roster)
    start, end = period.start, period.end
    if roster.asked.requirement_id is not None:
        requirement = chosen_requirement(context, roster.asked.requirement_id, start=start, end=end)
    else:
        requirement = ensure_requirement(
            context, queue_ids=roster.queue_ids, start=start, end=end, basis=roster.asked.basis
        )
    if context.stop_requested():
        context.finish(stopped=True)
        return
    context.progress(phase="problem")
    with context.session() as session:
        built = build_problem(session, roster, requirement)
    solved = solve_problem(context, built, roster.asked.options)
    made = Made(
        problem=built.problem,
        rule_set=built.rule_set,
        roster=solved.roster,
        report=solved.report,
        judgement=solved.judgement,
        requirement_id=requirement.id,
        warnings=tuple(dict.fromkeys((*built.warnings, *issues_of(built), *solved.warnings))),
    )

    def write(session: TenantSession) -> str:
        keep(session, subject_of(context, session, Roster), made)
        return f"/v1/rosters/{roster.id}"

    context.finish(write, stopped=solved.stopped)
