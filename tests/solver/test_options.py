"""A search that nobody limits ends in time that fits its problem."""

import pytest

from solver.domain.options import MOST_SECONDS, SolveOptions
from tests.solver.builders import a_problem, an_agent


def seconds_of(agents: int, days: int = 7, **options: float) -> float:
    problem = a_problem(agents=[an_agent(f"agent-{number}") for number in range(agents)], days=days)
    return SolveOptions.model_validate(options).seconds_for(problem)


@pytest.mark.parametrize("agents", [1, 6, 10])
def test_a_week_of_ten_people_and_fewer_is_there_in_two_seconds(agents: int) -> None:
    assert 1 <= seconds_of(agents) < 2


def test_more_people_and_more_weeks_are_given_more_up_to_a_minute() -> None:
    given = [seconds_of(10), seconds_of(11), seconds_of(20), seconds_of(40), seconds_of(70)]
    assert given == sorted(set(given))
    assert given[-1] == MOST_SECONDS
    assert seconds_of(20, days=14) == seconds_of(40)


def test_a_limit_that_is_given_stands() -> None:
    assert seconds_of(3, seconds=45) == 45
