"""Between weeks of agents and the variables of a program."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from solver.domain.coverage import capability, duty_intervals
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.model.assigned import assigned, begun
from solver.model.attendance import Attended
from solver.search.greedy import Plan, Start
from solver.search.program import Program, Values


def decisions_of(program: Program, start: Start) -> dict[int, int]:
    """Values of all takes, breaks and, where the start knows of them, sessions for the chosen shifts; unknown
    or forbidden shifts are left out.
    """
    model, chosen = program.model, start.shifts
    known = {shift: model.takes(shift).index for shift in program.shifts}
    decisions = {index: int(shift in chosen or shift.fixed is not None) for shift, index in known.items()}
    begins = {
        (shift, number): instant
        for shift in chosen & known.keys()
        for number, instant in enumerate(begun(shift, program.model.axis, start.breaks))
    }
    decisions.update(model.place_breaks(begins, start.sessions))
    return decisions


def plans_of(problem: Problem, program: Program, values: Values) -> dict[str, Plan]:
    """The week of each agent of the program that a solution's values stand for."""
    taken: defaultdict[str, list[Shift]] = defaultdict(list)
    for shift in program.shifts:
        if values[program.model.takes(shift).index]:
            taken[shift.agent].append(shift)
    begins = program.model.begins(lambda variable: values[variable.index])
    attended = program.model.attended(lambda variable: values[variable.index])
    return {
        agent.id: plan_of(problem, agent, taken[agent.id], begins, attended)
        for agent in program.problem.agents
    }


def plan_of(
    problem: Problem,
    agent: Agent,
    shifts: list[Shift],
    begins: Mapping[tuple[Shift, int], datetime],
    attended: Attended | None = None,
) -> Plan:
    """The week made of these shifts of the agent, their breaks begun and sessions attended as given."""
    sessions = {shift: attended[shift] for shift in shifts if shift in attended} if attended else {}
    return Plan(
        shifts,
        {key: start for key, start in begins.items() if key[0].agent == agent.id},
        [
            (
                capability(problem, agent, shift.day),
                duty_intervals(
                    problem.axis, assigned(shift, problem.axis, begins, sessions.get(shift, ()))
                ).tolist(),
            )
            for shift in shifts
        ],
        sessions,
    )
