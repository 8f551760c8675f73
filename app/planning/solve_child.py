"""The child that solves: OR-Tools is loaded here, before the clock of the solve starts."""

from app.jobs.child import Channel
from app.planning.solve_order import Kept, Order
from solver.solve import Progress, input_digest, solve


def in_child(payload: bytes, channel: Channel) -> bytes:
    """Solve, telling every better roster and keeping it; the first is the greedy start."""
    order = Order.model_validate_json(payload)
    digest = input_digest(order.problem, order.rule_set, order.options)

    def heard(progress: Progress) -> None:
        value, bound = progress.value, progress.bound
        kept = Kept(roster=progress.roster, seconds=progress.seconds, input_digest=digest)
        channel.keep(kept.model_dump_json().encode())
        channel.progress(
            tier=progress.tier.name.lower(),
            value=value,
            bound=bound,
            gap=(value - bound) / max(value, 1),
            seconds=round(progress.seconds, 1),
        )

    result = solve(
        order.problem, order.rule_set, order.options, on_progress=heard, stop=channel.stop_requested
    )
    return result.model_dump_json().encode()
