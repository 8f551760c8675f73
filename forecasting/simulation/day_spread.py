"""How much a day's service level varies by chance alone, and how often days meet a goal."""

import numpy as np

from forecasting.simulation.local_days import calendar_of
from forecasting.simulation.measures import LEVEL, over_spans, plan_spans, ratios
from forecasting.simulation.request import SimulationRequest
from forecasting.simulation.simulate import tallies


def estimate_day_spread(request: SimulationRequest, queue: str) -> float:
    """κ = Var(day's service level)·N/(S(1 − S)) of one queue, over all its days and replications.

    S is the mean level and N the mean contacts of a day. Contacts of a day share its congestion, so κ lies
    far above the 1 of independent ones; 200 simulated days fix it to about a tenth. Day factors are switched
    off, since uncertain volume is counted apart. Raises KeyError for an unknown queue, ValueError if its days
    show no variation.
    """
    if queue not in {each.name for each in request.queues}:
        raise KeyError(queue)
    certain = request.model_copy(
        update={"queues": tuple(each.model_copy(update={"day_factor_cv": 0.0}) for each in request.queues)}
    )
    place = [each.name for each in request.queues].index(queue)
    plan = plan_spans(tuple(calendar_of(certain, each) for each in certain.queues), certain.warm_up_intervals)
    days = np.flatnonzero((plan.queue == place) & (np.array(plan.kinds) == "day"))
    met, of = [], []
    for tally in tallies(certain, range(certain.replications)):
        x, n = ratios(over_spans(tally, plan), certain.queues, plan.queue)
        met.append(x[LEVEL, days])
        of.append(n[LEVEL, days])
    in_time, contacts = np.stack(met), np.stack(of)
    spreads = []
    for day in range(days.size):
        seen = contacts[:, day] > 0.0
        level = in_time[seen, day].sum() / max(contacts[seen, day].sum(), 1.0)
        if seen.sum() > 1 and 0.0 < level < 1.0:
            varied = float(np.var(in_time[seen, day] / contacts[seen, day], ddof=1))
            spreads.append(varied * contacts[seen, day].mean() / (level * (1.0 - level)))
    if not spreads:
        raise ValueError(f"queue {queue}: no day varies; expected several replications with contacts")
    return float(np.mean(spreads))
