"""When a wish is met."""

from collections.abc import Callable, Iterable

from solver.domain.people import Preference, Wish
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.domain.time import MINUTE

Answers = Callable[[Preference, Shift | Assignment], bool]


def answers_in(problem: Problem) -> Answers:
    """Tells whether a shift is one that a wish is about.

    A wish for work is about shifts that lie in the span for at least half their minutes; a wish to be free is
    about every shift that touches it. A wish with tags is about shifts whose template bears one of them.
    """
    borne = {template.name: template.tags for template in problem.templates}

    def answers(preference: Preference, shift: Shift | Assignment) -> bool:
        if preference.tags is not None and not preference.tags & borne.get(shift.template, frozenset()):
            return False
        shared = preference.span.overlap_minutes(shift.start, shift.end)
        if preference.wish is Wish.WANTS:
            return shared > 0 and 2 * shared >= (shift.end - shift.start) // MINUTE
        return shared > 0

    return answers


def is_met(preference: Preference, shifts: Iterable[Shift | Assignment], answers: Answers) -> bool:
    """Whether the shifts given grant the wish: some for wanted work, none for wanted freedom."""
    wanted = preference.wish is Wish.WANTS
    return any(answers(preference, shift) for shift in shifts) == wanted
