"""Why a period has fewer sessions than a programme means is told before any solve."""

from datetime import timedelta
from typing import Any

from solver.check import check
from solver.checking.activities import programme_issues
from solver.domain.programme import Cohort
from solver.domain.session import Session
from tests.solver.builders import MONDAY, a_problem, a_rule_set, a_template, an_agent, utc
from tests.solver.test_programme import TEAM, a_period, a_programme

DAY = timedelta(days=1)


def told(
    *, announced: dict[str, Any] | None = None, period: Any = None, **fields: Any
) -> set[tuple[str, str]]:
    issues = programme_issues(a_programme(**fields), period or a_period(), TEAM, announced)
    return {(issue.code, issue.where.removeprefix("programmes[Crisis desk].")) for issue in issues}


def test_a_programme_that_everybody_can_attend_has_no_issue() -> None:
    assert told() == set()
    assert told(times_a_week=2, facilitators=("anna",)) == set()


def test_a_tag_that_nobody_bears_and_the_cohort_it_leaves_empty_are_told() -> None:
    assert told(cohorts=(Cohort(name="A", tags={"nwe"}), Cohort(name="AB", agents=("ben",)))) == {
        ("unknown_agent_tag", "cohorts[A].tags"),
        ("cohort_without_people", "cohorts[A]"),
    }


def test_a_cohort_of_nobody_but_its_facilitator_has_nobody_to_attend() -> None:
    cohorts = (Cohort(name="A", agents=("anna",)),)
    assert told(cohorts=cohorts, facilitators=("anna",)) == {("cohort_without_people", "cohorts[A]")}


def test_a_programme_whose_facilitators_are_all_gone_is_told() -> None:
    assert told(facilitators=("gone",)) == {("programme_without_facilitator", "facilitators")}


def test_what_was_due_before_the_period_or_has_no_moment_left_in_it_is_told_for_each_cohort() -> None:
    missed = {("deadline_missed", "deadline")}
    before = a_period(MONDAY + 7 * DAY)
    assert told(deadline=MONDAY + 4 * DAY, period=before) == missed
    # The week from Saturday holds the deadline, but no workday up to it.
    assert told(deadline=MONDAY + 6 * DAY, period=a_period(MONDAY + 5 * DAY)) == missed
    held = {"crisis/A": utc("2026-03-03 09:00"), "crisis/B": utc("2026-03-04 09:00")}
    assert told(deadline=MONDAY + 4 * DAY, period=before, announced=held) == set()


def test_what_may_still_be_held_later_or_is_over_every_week_is_no_issue() -> None:
    weekend = a_period(MONDAY + 5 * DAY, days=2)
    assert told(period=weekend) == told(deadline=MONDAY + 7 * DAY, period=weekend) == set()
    assert told(times_a_week=1, deadline=MONDAY, period=a_period(MONDAY + 7 * DAY)) == set()


def test_attendees_whose_own_shifts_are_too_short_are_counted() -> None:
    problem = a_problem(
        agents=[an_agent("anna", role="lead"), an_agent("ben"), an_agent("cleo")],
        templates=[a_template(hours=8, roles=("lead",)), a_template("short", hours=4)],
        sessions=[
            Session(
                id="crisis",
                name="Crisis desk",
                minutes=300,
                starts=(utc("2026-03-02 09:00"),),
                attendees=("anna", "ben", "cleo"),
            )
        ],
    )
    (issue,) = (each for each in check(problem, a_rule_set()) if each.code == "session_beyond_shifts")
    assert (issue.values["people"], issue.values["agent"], issue.values["minutes"]) == (2, "Ben", 300)
