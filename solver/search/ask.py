"""One question to CP-SAT, answered within its limits and stoppable at any time."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

Stop = Callable[[], bool]

_POLL_SECONDS = 0.05
_GRACE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Limit:
    """How much one question may cost: wall seconds, or CP-SAT's deterministic seconds."""

    seconds: float | None = None
    deterministic: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the variables' values (None without a solution), a proved lower bound of the objective
    (None without one), whether the question is settled (optimal or infeasible) and the deterministic time it
    took.
    """

    values: tuple[int, ...] | None
    bound: int | None
    settled: bool
    deterministic_time: float

    @property
    def infeasible(self) -> bool:
        return self.settled and self.values is None


@dataclass(slots=True)
class Question:
    """A model and how to search it; ``effort`` names one of the profiles below."""

    cp: cp_model.CpModel
    limit: Limit
    workers: int = 1
    seed: int = 0
    effort: str = "default"
    on_solution: Callable[[tuple[int, ...], int], None] | None = None
    parameters: dict[str, object] = field(default_factory=dict)


PROFILES: dict[str, dict[str, object]] = {
    "default": {},
    # One worker led by the linear relaxation: the best bound for the time on coverage problems.
    "bound": {"linearization_level": 2, "symmetry_level": 2},
    # The same on the whole of a program, with as many workers as there are, all of them led that way.
    "led": {"linearization_level": 2, "symmetry_level": 2, "subsolvers": ("max_lp",)},
    # Neighbourhoods are small: presolving them thoroughly would cost more than searching them.
    "neighbourhood": {"cp_model_probing_level": 0, "symmetry_level": 0, "linearization_level": 2},
}


class _Progress(cp_model.CpSolverSolutionCallback):
    def __init__(self, heard: Callable[[tuple[int, ...], int], None]) -> None:
        super().__init__()
        self._heard = heard

    def on_solution_callback(self) -> None:
        self._heard(tuple(self.response_proto.solution), round(self.objective_value))


def ask(question: Question, stop: Stop | None = None) -> Answer:
    """Solve the model within the question's limit; stops with the best found when ``stop()`` turns true."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = question.workers
    parameters.random_seed = question.seed
    if question.limit.seconds is not None:
        parameters.max_time_in_seconds = max(0.01, question.limit.seconds)
    if question.limit.deterministic is not None:
        parameters.max_deterministic_time = max(1e-3, question.limit.deterministic)
    for name, value in {**PROFILES[question.effort], **question.parameters}.items():
        if isinstance(value, tuple):
            getattr(parameters, name).extend(value)
        else:
            setattr(parameters, name, value)
    callback = _Progress(question.on_solution) if question.on_solution is not None else None
    answered = threading.Event()
    watcher = threading.Thread(
        target=_watch, args=(solver, answered, question.limit.seconds, stop), name="watcher", daemon=True
    )
    watcher.start()
    try:
        status = solver.solve(question.cp, callback)
    finally:
        answered.set()
        watcher.join()
    return _answer(question.cp, solver, status)


def _watch(
    solver: cp_model.CpSolver, answered: threading.Event, seconds: float | None, stop: Stop | None
) -> None:
    begun = time.monotonic()
    while not answered.wait(_POLL_SECONDS):
        over = seconds is not None and time.monotonic() - begun > seconds + _GRACE_SECONDS
        if over or (stop is not None and stop()):
            # Asking before the search proper has begun is ignored, so ask until it ends.
            solver.stop_search()


def _answer(cp: cp_model.CpModel, solver: cp_model.CpSolver, status: cp_model.CpSolverStatus) -> Answer:
    response = solver.response_proto
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"the solver refuses the model: {cp.validate()}")
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    settled = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    # Objectives are integers, so a bound may be rounded up; the margin keeps float noise from lifting it.
    bound = _ceiling(response.best_objective_bound) if cp.has_objective() and found else None
    if status == cp_model.UNKNOWN and cp.has_objective():
        bound = _ceiling(response.best_objective_bound)
    return Answer(
        values=tuple(response.solution) if found else None,
        bound=bound,
        settled=settled,
        deterministic_time=response.deterministic_time,
    )


def _ceiling(bound: float) -> int | None:
    if not -1e15 < bound < 1e15:
        return None
    return -int(-(bound - 1e-6) // 1)


def fix(cp: cp_model.CpModel, values: Mapping[int, int]) -> None:
    """Hold these variables (by index) at these values, which lie in their domains."""
    variables = cp.proto.variables
    for index, value in values.items():
        domain = variables[index].domain
        domain[0] = value
        domain[len(domain) - 1] = value


def hint(cp: cp_model.CpModel, values: Sequence[int]) -> None:
    """Suggest a value for every variable."""
    proto = cp.proto.solution_hint
    proto.vars.clear()
    proto.values.clear()
    proto.vars.extend(range(len(values)))
    proto.values.extend(values)
