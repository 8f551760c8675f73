"""Sessions that must not cost service: given up after all where their people cover more without them."""

from collections.abc import Callable
from dataclasses import replace

from solver.domain.result import Tier
from solver.search.improve import Outcome
from solver.search.program import Program, Values


def dismissed(
    program: Program, tier: Tier, outcome: Outcome, completed: Callable[[dict[int, int]], Values | None]
) -> Outcome:
    """The outcome of the tier without the sessions that keep it from being better, one after the other.

    Nobody's shifts change. A session that comes before the tier stays: the program holds what is above, and
    ``completed`` finds no solution without it. A search gives up a session for all who attend only where it
    looks at all of them at once, which with large cohorts it seldom does.
    """
    choices = program.model.session_choices
    for session in sorted({session for session, _, _ in choices}):
        there = {variable.index for each, _, variable in choices if each == session}
        if not any(outcome.values[index] for index in there):
            continue
        values = completed(
            {index: 0 if index in there else outcome.values[index] for index in program.decisions}
        )
        value = outcome.value if values is None else program.objectives[tier].value(values)
        if values is not None and value < outcome.value:
            outcome = replace(outcome, values=values, value=value)
    return outcome
