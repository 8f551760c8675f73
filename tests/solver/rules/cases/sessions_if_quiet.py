"""The same sessions as for those that come first."""

from tests.solver.rules.cases.sessions_held import CASES

__all__ = ["CASES"]
