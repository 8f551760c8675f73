"""The fairness ledger: entries written when a roster is published, balances read over many of them."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import col, select

from app import rows
from app.agents.tables import Agent
from app.database import TenantSession
from app.ledgers.corrections import corrections_between
from app.ledgers.schemas import LedgerLine, LedgerRead, LedgerRoster
from app.ledgers.tables import LedgerEntry
from app.rosters.schemas import RosterState
from app.rosters.tables import Roster
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.living.ledger import balances_of, entries_of, totals_of

MEMORY = timedelta(weeks=8)
"""How far back the ledger is read where nobody says otherwise."""


def enter(
    session: TenantSession, roster_id: uuid.UUID, problem: Problem, assignments: Iterable[Assignment]
) -> None:
    """Write down what the roster gives everybody."""
    session.add_all(
        LedgerEntry(
            organization_id=session.organization_id,
            roster_id=roster_id,
            agent_id=uuid.UUID(entry.agent),
            entry=entry,
        )
        for entry in entries_of(problem, assignments)
    )
    session.flush()


def ledger(session: TenantSession, first_date: date, last_date: date, team: str | None) -> LedgerRead:
    """Everybody's balance over the published rosters that begin between the dates, both included."""
    chosen = (
        select(LedgerEntry, Roster.id)
        .join(Roster, col(Roster.id) == LedgerEntry.roster_id)
        .where(
            Roster.state == RosterState.PUBLISHED,
            col(Roster.first_date) >= first_date,
            col(Roster.first_date) <= last_date,
            *([] if team is None else [Roster.team == team]),
        )
        .order_by(col(Roster.first_date), col(LedgerEntry.agent_id))
    )
    found = list(session.exec(chosen))
    entries = [row.entry for row, _ in found]
    members = {entry.agent for entry in entries}
    corrections = [
        each
        for each in corrections_between(session, first_date, last_date)
        # A correction names no team: it counts in those whose rosters the agent is in.
        if team is None or each.agent in members
    ]
    names = {str(agent.id): agent.name for agent in session.exec(select(Agent))}
    return LedgerRead(
        first_date=first_date,
        last_date=last_date,
        team=team,
        rosters=len({roster_id for _, roster_id in found}),
        totals=totals_of(entries, corrections),
        corrected=totals_of((), corrections),
        lines=tuple(
            LedgerLine(
                rank=number, agent_id=uuid.UUID(balance.agent), agent=names[balance.agent], balance=balance
            )
            for number, balance in enumerate(balances_of(entries, corrections), 1)
        ),
    )


def of_agent(session: TenantSession, agent_id: uuid.UUID) -> list[LedgerRoster]:
    """What each published roster gave the agent, the newest first; raises NotFound."""
    agent = rows.find(session, Agent, agent_id)
    chosen = (
        select(LedgerEntry, Roster)
        .join(Roster, col(Roster.id) == LedgerEntry.roster_id)
        .where(LedgerEntry.agent_id == agent.id, Roster.state == RosterState.PUBLISHED)
        .order_by(col(Roster.first_date).desc())
    )
    return [
        LedgerRoster(
            roster_id=roster.id,
            first_date=roster.first_date,
            days=roster.days,
            team=roster.team,
            entry=row.entry,
        )
        for row, roster in session.exec(chosen)
    ]


def refused_wishes(session: TenantSession, first_date: date, before: date) -> dict[str, int]:
    """Wishes refused by the published rosters that begin from ``first_date`` on and earlier than ``before``,
    by agent id.
    """
    chosen = (
        select(LedgerEntry)
        .join(Roster, col(Roster.id) == LedgerEntry.roster_id)
        .where(
            Roster.state == RosterState.PUBLISHED,
            col(Roster.first_date) >= first_date,
            col(Roster.first_date) < before,
        )
    )
    refused: dict[str, int] = {}
    for row in session.exec(chosen):
        refused[row.entry.agent] = refused.get(row.entry.agent, 0) + row.entry.refused_wishes
    return refused
