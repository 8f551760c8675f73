"""Between weeks of agents and the variables of a program."""

from collections import defaultdict

from solver.domain.coverage import capability, duty_intervals
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.model.roster_model import assigned
from solver.search.greedy import Plan, Start
from solver.search.program import Program, Values


def decisions_of(program: Program, start: Start) -> dict[int, int]:
    """Values of all takes and breaks for the chosen shifts; unknown or forbidden shifts are left out."""
    model, chosen = program.model, start.shifts
    known = {shift: model.takes(shift).index for shift in program.shifts}
    decisions = {index: int(shift in chosen or shift.fixed is not None) for shift, index in known.items()}
    begins = {key: instant for key, instant in start.breaks.items() if key[0] in known}
    decisions.update(model.place_breaks(begins))
    return decisions


def plans_of(problem: Problem, program: Program, values: Values) -> dict[str, Plan]:
    """The week of each agent of the program that a solution's values stand for."""
    axis = problem.axis
    people = {agent.id: agent for agent in program.problem.agents}
    taken: defaultdict[str, list[Shift]] = defaultdict(list)
    for shift in program.shifts:
        if values[program.model.takes(shift).index]:
            taken[shift.agent].append(shift)
    begins = program.model.begins(lambda variable: values[variable.index])
    return {
        agent_id: Plan(
            taken[agent_id],
            {key: instant for key, instant in begins.items() if key[0].agent == agent_id},
            [
                (
                    capability(problem, agent, shift.day),
                    duty_intervals(axis, assigned(shift, axis, begins)).tolist(),
                )
                for shift in taken[agent_id]
            ],
        )
        for agent_id, agent in people.items()
    }
