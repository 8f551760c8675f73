"""`sundial roster explain`: ask why a roster is as it is from the command line."""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.rosters.commands import JsonOption, OrganizationOption, RosterArgument, roster

if TYPE_CHECKING:
    from app.database import TenantSession
    from app.explanations.schemas import ExplanationRead, Question
    from solver.domain.problem import Problem

commands = typer.Typer()

MOST_LISTED = 10

MustHavesOption = Annotated[bool, typer.Option("--must-haves", help="As if must-haves were required.")]


@roster.command()
def explain(
    roster_id: RosterArgument,
    queue: Annotated[str | None, typer.Option(help="Name or id: why is it short from START to END?")] = None,
    agent: Annotated[str | None, typer.Option(help="Name or id: why the shift that begins at START?")] = None,
    start: Annotated[str | None, typer.Option(help="A moment with its offset, 2026-03-02T09:00Z.")] = None,
    end: Annotated[str | None, typer.Option(help="A moment with its offset.")] = None,
    must_haves: MustHavesOption = False,  # noqa: FBT002 - typer's flag
    seconds: Annotated[float, typer.Option(min=1, max=600)] = 30.0,
    organization: OrganizationOption = None,
    json: JsonOption = False,  # noqa: FBT002 - typer's flag
) -> None:
    """Why required rules contradict; with --queue why it is short, with --agent why they have a shift."""
    from app.explanations.service import EXPLANATIONS
    from app.questions.asking import answered_here

    given = {"queue": queue, "agent": agent, "start": start, "end": end}
    found = answered_here(
        EXPLANATIONS,
        roster_id,
        organization,
        lambda session: _question(session, roster_id, given, must_haves=must_haves, seconds=seconds),
        EXPLANATIONS.view,
    )
    typer.echo(found.model_dump_json(indent=2) if json else "\n".join(_told(found)))


def _question(
    session: "TenantSession",
    roster_id: uuid.UUID,
    given: dict[str, str | None],
    *,
    must_haves: bool,
    seconds: float,
) -> "Question":
    """The question the options ask; raises LookupError for names nobody has, ValidationError for the rest."""
    from pydantic import TypeAdapter

    from app import rows
    from app.explanations.schemas import Question
    from app.rosters.service import document_of
    from app.rosters.tables import Roster

    if given["queue"] is not None and given["agent"] is not None:
        raise LookupError("give --queue or --agent, not both")
    asked: dict[str, Any] = {name: given[name] for name in ("start", "end") if given[name] is not None}
    problem = document_of(session, rows.find(session, Roster, roster_id)).problem
    if given["queue"] is not None:
        asked |= {"about": "interval", "queue_id": _queue_id(problem, given["queue"])}
    elif given["agent"] is not None:
        asked |= {"about": "assignment", "agent_id": _agent_id(problem, given["agent"])}
    else:
        asked |= {"about": "conflict", "must_haves": must_haves, "seconds": seconds}
    question: Question = TypeAdapter(Question).validate_python(asked)
    return question


def _queue_id(problem: "Problem", name: str) -> str:
    return _named({queue.id: queue.name for queue in problem.queues}, name, "queue")


def _agent_id(problem: "Problem", name: str) -> str:
    return _named({agent.id: agent.name for agent in problem.agents}, name, "agent")


def _named(names: dict[str, str], name: str, kind: str) -> str:
    """The id of that name, or the id itself; raises LookupError."""
    found = [key for key, each in names.items() if name in (key, each)]
    if len(found) != 1:
        few = ", ".join(sorted(names.values())[:MOST_LISTED])
        many = f"{len(found)} have the name" if found else "none is"
        raise LookupError(f"--{kind}: {many} {name!r}; expected one of the roster's, such as {few}")
    return found[0]


def _told(found: "ExplanationRead") -> Iterator[str]:
    answer = found.answer
    yield found.said or ""
    if answer is None:
        return
    if answer.conflict is not None:
        for member in answer.conflict.members:
            yield f"  * {member.said}"
            yield from (f"      without it: {each}" for each in member.without[:1])
        yield f"  proved: {'yes' if answer.conflict.proved else 'no'}"
        if answer.conflict.repair is not None:
            repair = answer.conflict.repair
            known = "the cheapest" if repair.cheapest else f"at least {repair.bound} whatever is done"
            yield f"  Repair for {repair.price} minutes' worth ({known}):"
            yield from (f"  → {action.said}" for action in repair.actions)
    for explained in (answer.interval, answer.assignment):
        if explained is not None:
            for option in explained.options:
                yield f"  → {option.said} {option.gained_hours:+g} agent-hours, cost {option.cost:+g}"
                yield from (f"      breaks: {each.message}" for each in option.broken[:1])
    considered = (
        answer.interval.considered
        if answer.interval is not None
        else answer.assignment.others
        if answer.assignment is not None
        else ()
    )
    yield from (f"  - {each.name}: {each.said}" for each in considered)
