"""Simulates in a child process, which can be killed whatever it is computing."""

from app.jobs.child import Channel
from forecasting.simulation.request import SimulationRequest


def simulate(payload: bytes, channel: Channel) -> bytes:  # noqa: ARG001 - a simulation has no half to keep
    """What the child does: a SimulationRequest in, a SimulationResult out."""
    from forecasting.simulation.simulate import simulate as simulated  # compiles on first use

    return simulated(SimulationRequest.model_validate_json(payload)).model_dump_json().encode()
