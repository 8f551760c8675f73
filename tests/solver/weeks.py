"""What tests of searches for weeks start from: the rules of a common week, and work instead of time."""

import time

from solver.domain.options import SolveOptions
from solver.rules.availability import Availability
from solver.rules.contract_hours import ContractHours
from solver.rules.idle_hours import IdleHours
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.service_coverage import ServiceCoverage
from solver.search.budget import Budget
from solver.search.means import Means
from tests.solver.builders import a_rule_set

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    Availability(),
    MinRest(hours=11),
    MaxDaysPerWeek(days=5),
    ContractHours(weight=None),
    ServiceCoverage(weight=10),
    IdleHours(weight=1),
)


def means(work: float = 2.0) -> Means:
    """So many deterministic seconds of one worker."""
    options = SolveOptions(seconds=60, deterministic=True, deterministic_budget=work)
    return Means(Budget(options, time.monotonic()), workers=1, seed=1, stop=lambda: False, heard=None)
