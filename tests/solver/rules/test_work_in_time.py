"""Work that may wait: done between release and due time, after what cannot wait."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from solver.domain.coverage import coverage_of
from solver.domain.due_work import DueWork, waiting_work
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status, Tier
from solver.domain.time import PlanningPeriod, TimeAxis
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.work_in_time import WorkInTime
from solver.solve import solve
from tests.solver.builders import (
    MONDAY,
    a_problem,
    a_queue,
    a_roster,
    a_rule_set,
    a_shift,
    a_template,
    an_agent,
    utc,
)


def work(released: str, due: str, minutes: float, queue: str = "email") -> DueWork:
    return DueWork(
        queue=queue, released=utc(f"2026-03-02 {released}"), due=utc(f"2026-03-02 {due}"), minutes=minutes
    )


def a_desk(*works: DueWork, **fields: object) -> Problem:
    """Anna and Ben answer mail, Anna the telephone too."""
    people = [an_agent("anna", skills=("voice", "email")), an_agent("ben", skills=("email",))]
    queues = [a_queue("voice"), a_queue("email")]
    return a_problem(**{"agents": people, "queues": queues, "due_work": works, **fields})


def late(problem: Problem, *shifts: object) -> list[tuple[str, int]]:
    """Hours and tenths of what is late."""
    found = WorkInTime().violations(problem, a_roster(*shifts))
    return [(f"{each.place.start:%H}", each.excess) for each in found if each.place.queue == "email"]


def test_work_is_done_in_any_hour_of_its_window_and_never_before_it_is_there() -> None:
    problem = a_desk(work("10:00", "16:00", 120))
    assert late(problem, a_shift("ben", start="08:00", hours=2)) == [("15", 20)]
    assert late(problem, a_shift("ben", start="10:00", hours=2)) == []
    assert late(problem, a_shift("ben", start="14:00", hours=2)) == []
    assert late(problem, a_shift("ben", start="15:00", hours=2)) == [("15", 10)]


def test_who_is_on_the_telephone_does_no_mail() -> None:
    problem = a_desk(work("09:00", "12:00", 120), need={"voice": lambda start: 1.0 * (start.hour == 10)})
    coverage = coverage_of(problem, a_roster(a_shift("anna", start="09:00", hours=3)))
    assert coverage.covered[:, 9:12].tolist() == [[0, 10, 0], [10, 0, 10]]
    assert coverage.short.sum() == 0
    assert coverage.idle.sum() == 0


def test_mail_yields_to_the_telephone_whatever_the_priorities_and_weights() -> None:
    problem = a_desk(
        work("10:00", "11:00", 60),
        queues=[a_queue("voice", priority=1), a_queue("email", priority=10)],
        need={"voice": lambda start: 1.0 * (start.hour == 10)},
        templates=[a_template("ten", "10:00", hours=1)],
        agents=[an_agent("anna", skills=("voice", "email"))],
    )
    rules = a_rule_set(ServiceCoverage(weight=1), WorkInTime(weight=50))
    result = solve(problem, rules, SolveOptions(seconds=5))
    assert result.status is Status.OPTIMAL
    [tier] = [tier for tier in result.tiers if tier.tier is Tier.SERVICE]
    assert tier.value == 50 * 10
    assert [(each.rule, each.place.queue) for each in result.violations] == [("work_in_time", "email")]


def test_the_solver_puts_mail_where_the_telephone_leaves_room_and_needs_nobody_more() -> None:
    """Heads per hour would ask for somebody beside Anna all day; the work itself fits into her idle hours."""
    busy = {9, 10, 13, 14}
    problem = a_desk(
        *(work(f"{hour:02d}:00", f"{hour + 4:02d}:00", 30) for hour in range(8, 13)),
        need={"voice": lambda start: 1.0 * (start.hour in busy)},
        templates=[a_template("day", "08:00", hours=9)],
    )
    rules = a_rule_set(ServiceCoverage(weight=1), WorkInTime(weight=1), PaidHours(priced=False, weight=1))
    result = solve(problem, rules, SolveOptions(seconds=5))
    assert result.status is Status.OPTIMAL
    assert result.violations == () or {each.rule for each in result.violations} == {"paid_hours"}
    assert [shift.agent for shift in result.roster.assignments] == ["anna"]


def test_of_two_queues_that_share_people_as_much_as_possible_is_done_in_time() -> None:
    """Whoever can do both has to do now what the other one cannot do later."""
    problem = a_problem(
        agents=[an_agent("anna", skills=("email", "ticket")), an_agent("ben", skills=("email",))],
        queues=[a_queue("email"), a_queue("ticket")],
        due_work=(work("08:00", "10:00", 60), work("08:00", "11:00", 60, "ticket")),
    )
    roster = a_roster(a_shift("anna", start="08:00", hours=1), a_shift("ben", start="09:00", hours=1))
    coverage = coverage_of(problem, roster)
    assert coverage.short.sum() == 0
    assert coverage.covered[:, 8:10].tolist() == [[0, 10], [10, 0]]


def test_work_due_after_the_period_may_be_left_and_old_work_is_due_at_once() -> None:
    old = DueWork(queue="email", released=utc("2026-02-28 09:00"), due=utc("2026-03-01 09:00"), minutes=30)
    after = DueWork(queue="email", released=utc("2026-03-02 20:00"), due=utc("2026-03-03 04:00"), minutes=60)
    assert late(a_desk(old, after)) == [("00", 5)]


@pytest.mark.parametrize(
    ("first_date", "zone", "hours"),
    [
        (MONDAY.replace(day=29), "Europe/Dublin", 23),
        (MONDAY.replace(month=10, day=25), "Europe/Dublin", 25),
        (MONDAY, "Asia/Kolkata", 24),
        (MONDAY, "Pacific/Kiritimati", 24),
        (MONDAY.replace(month=9, day=6), "America/Santiago", 23),
    ],
)
def test_windows_are_elapsed_time_on_every_local_day(first_date, zone: str, hours: int) -> None:
    period = PlanningPeriod(first_date=first_date, days=1, zone=zone)
    axis = TimeAxis.of(period, 30)
    window = DueWork(
        queue="email",
        released=period.start + timedelta(minutes=70),
        due=period.end - timedelta(minutes=70),
        minutes=60,
    )
    waiting = waiting_work(axis, [window], 10)["email"]
    assert [int(each) for each in waiting.arrives.nonzero()[0]] == [3]
    assert [int(each) for each in waiting.expires.nonzero()[0]] == [2 * hours - 4]
    assert waiting.total == 20


def test_work_that_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="due: expected a time after"):
        work("10:00", "10:00", 60)
    with pytest.raises(ValidationError, match="unknown queue fax"):
        a_desk(work("10:00", "11:00", 60, "fax"))
    with pytest.raises(ValidationError, match="queue email: expected it in order of release"):
        a_desk(work("10:00", "12:00", 60), work("10:30", "11:00", 60))
    with pytest.raises(ValidationError, match="minutes"):
        work("10:00", "11:00", float("nan"))


def test_a_problem_without_due_work_is_not_touched() -> None:
    problem = a_problem(need={"support": 1.0})
    assert list(WorkInTime().violations(problem, a_roster())) == []
