"""Presets of labour law: every rule is cited, speaks to the solver and is kept as its text says."""

from datetime import date

import pytest

from solver.domain.roster import Assignment, Roster
from solver.law.presets import LawPreset, UnknownPresetError, law_preset, law_presets
from solver.model.roster_model import RosterModel
from tests.solver.builders import a_problem, a_segment, a_shift, a_template, an_agent
from tests.solver.rules.reading import daily

EVERY_PRESET = [pytest.param(preset, id=name) for name, preset in law_presets().items()]


def broken(preset: LawPreset, *shifts: Assignment, zone: str = "UTC") -> set[str]:
    """Names of the required rules the shifts break."""
    problem = a_problem(agents=[an_agent(zone=zone)], days=7)
    roster = Roster(assignments=shifts)
    return {
        law.name for law in preset.rules if law.rule.required and any(law.rule.violations(problem, roster))
    }


def with_meal(shift: Assignment, minutes: int = 60) -> Assignment:
    middle = shift.start + (shift.end - shift.start) / 2
    return shift.model_copy(update={"breaks": (a_segment(middle, minutes),)})


def test_the_four_presets_are_there() -> None:
    assert list(law_presets()) == ["european_union", "ireland", "philippines", "united_states_california"]


@pytest.mark.parametrize("preset", EVERY_PRESET)
def test_a_preset_says_when_and_with_what_it_was_compared_and_that_it_is_no_advice(preset: LawPreset) -> None:
    assert preset.written_on >= date(2026, 1, 1)
    assert "not legal advice" in preset.advice
    assert preset.leaves_out
    assert preset.compared_with
    assert preset.not_verified


@pytest.mark.parametrize("preset", EVERY_PRESET)
def test_every_rule_has_a_name_an_article_and_what_it_does_not_express(preset: LawPreset) -> None:
    assert len({law.name for law in preset.rules}) == len(preset.rules)
    for law in preset.rules:
        assert any(mark in law.citation for mark in ("art.", "s. ", "§", "section")), law.name
        assert law.does_not_express


@pytest.mark.parametrize("preset", EVERY_PRESET)
def test_every_rule_can_be_put_to_the_solver(preset: LawPreset) -> None:
    problem = a_problem(templates=[a_template("day", hours=8), a_template("late", "15:00", hours=8)], days=7)
    for law in preset.rules:
        list(law.rule.breaches(RosterModel(problem)))


@pytest.mark.parametrize("preset", EVERY_PRESET)
def test_five_days_of_eight_hours_with_a_meal_are_lawful_everywhere(preset: LawPreset) -> None:
    assert not broken(preset, *(with_meal(shift) for shift in daily(range(5))))


def test_a_preset_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UnknownPresetError, match=r"no preset atlantis: expected one of european_union"):
        law_preset("atlantis")


@pytest.mark.parametrize(("start", "found"), [("04:00", set()), ("03:45", {"daily_rest"})])
def test_ireland_eleven_hours_lie_between_two_days(start: str, found: set[str]) -> None:
    first = with_meal(a_shift(start="09:00", hours=8), 30)
    assert broken(law_preset("ireland"), first, a_shift(day="2026-03-03", start=start, hours=4)) == found


@pytest.mark.parametrize(
    ("hours", "pause", "found"),
    [
        (4.5, 0, set()),
        (4.75, 0, {"first_break"}),
        (6.25, 15, set()),
        (6.5, 15, {"second_break"}),
        (6.5, 30, set()),
    ],
)
def test_ireland_breaks_are_due_after_four_and_a_half_and_after_six_hours(
    hours: float, pause: int, found: set[str]
) -> None:
    shift = a_shift(hours=hours)
    assert broken(law_preset("ireland"), with_meal(shift, pause) if pause else shift) == found


def test_ireland_forty_eight_hours_a_week_are_the_most() -> None:
    six_days = [with_meal(shift) for shift in daily(range(6), hours=8)]
    longer = [with_meal(shift) for shift in daily(range(6), hours=8.25)]
    assert "weekly_hours" not in broken(law_preset("ireland"), *six_days)
    assert "weekly_hours" in broken(law_preset("ireland"), *longer)


@pytest.mark.parametrize("zone", ["Asia/Manila", "Asia/Kolkata", "Africa/Cairo"])
def test_philippines_the_seventh_day_in_a_row_takes_the_weekly_rest(zone: str) -> None:
    seven = [with_meal(shift) for shift in daily(range(7), zone=zone)]
    assert not broken(law_preset("philippines"), *seven[:6], zone=zone)
    assert broken(law_preset("philippines"), *seven, zone=zone) == {"weekly_rest"}


def test_philippines_a_ninth_hour_is_refused_and_a_meal_of_fifteen_minutes_too() -> None:
    assert broken(law_preset("philippines"), with_meal(a_shift(hours=9))) == {"daily_hours"}
    assert broken(law_preset("philippines"), with_meal(a_shift(hours=8), 15)) == {"meal_period_shortened"}


def test_california_a_second_meal_is_due_beyond_ten_hours_of_work() -> None:
    california = law_preset("united_states_california")
    assert broken(california, with_meal(a_shift(hours=10.5), 30)) == set()
    assert broken(california, with_meal(a_shift(hours=11), 30)) == {"second_meal"}
    assert broken(california, a_shift(hours=5.25)) == {"first_meal"}


def test_the_united_states_price_the_forty_first_hour_and_refuse_nothing() -> None:
    overtime = next(
        law for law in law_preset("united_states_california").rules if law.name == "weekly_overtime"
    )
    problem = a_problem(agents=[an_agent()], days=7)
    fortyone = Roster(assignments=(*daily(range(4)), a_shift(day="2026-03-06", hours=9)))
    assert [found.excess for found in overtime.rule.violations(problem, fortyone)] == [60 * 50]


def test_the_union_asks_for_thirty_five_hours_in_one_piece() -> None:
    every_day = [with_meal(shift) for shift in daily(range(7))]
    assert broken(law_preset("european_union"), *every_day) == {"weekly_rest", "weekly_hours"}
