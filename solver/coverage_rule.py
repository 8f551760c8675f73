"""Rules that read nothing but what is covered of the requirement."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from solver.domain.coverage import Coverage, coverage_of
from solver.domain.problem import Problem
from solver.domain.result import Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.rule import TeamRule


class CoverageRule(TeamRule):
    """A rule about what a roster covers: it needs to know no more of it than its coverage."""

    sight: ClassVar[Sight] = Sight.MOMENT

    @abstractmethod
    def violations_in(self, problem: Problem, coverage: Coverage) -> Iterator[Violation]:
        """The excess as it stands in a coverage of the problem."""

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        return self.violations_in(problem, coverage_of(problem, roster))
