"""The layers of an organization, and what they make of the rules of one agent."""

import uuid
from datetime import date

from sqlmodel import col, select

from app import rows
from app.agents.tables import Agent as AgentRow
from app.contracts.tables import Contract as ContractRow
from app.database import TenantSession
from app.roles.tables import Role
from app.rule_sets.problems import NoContract
from app.rule_sets.schemas import EffectiveRule, EffectiveRules, ReplacedRule
from app.rule_sets.tables import RuleLayer
from app.rule_sets.tables import RuleSet as RuleSetRow
from app.sites.tables import Site
from solver.domain.people import Agent, Contract
from solver.domain.problem import Problem
from solver.domain.time import PlanningPeriod
from solver.law.layer_issues import layer_issues
from solver.law.layers import Layer, Level, effective_rules, layered
from solver.law.presets import law_presets
from solver.rules import RuleSet

WEEK = 7


def layers_of(session: TenantSession) -> tuple[Layer, ...]:
    """Every layer of the organization, the older first, with sites and contracts by name."""
    stored = session.exec(select(RuleLayer).order_by(col(RuleLayer.created_at), col(RuleLayer.id))).all()
    if not stored:
        return ()
    sites = {site.id: site.name for site in session.exec(select(Site))}
    contracts = {contract.id: contract.name for contract in session.exec(select(ContractRow))}
    found = []
    for row in stored:
        level, subject = Level.ORGANIZATION, None
        if row.site_id is not None:
            level, subject = Level.SITE, sites[row.site_id]
        elif row.contract_id is not None:
            level, subject = Level.CONTRACT, contracts[row.contract_id]
        elif row.agent_id is not None:
            level, subject = Level.AGENT, str(row.agent_id)
        found.append(Layer(level=level, subject=subject, presets=row.presets, rules=row.rules))
    return tuple(found)


def effective_for(
    session: TenantSession, agent_id: uuid.UUID, on: date, rule_set_id: uuid.UUID | None = None
) -> EffectiveRules:
    """The rules of an agent on a date, over those of a stored rule set where one is named.

    Raises NotFound, and NoContract for an agent nobody can plan.
    """
    agent = _agent(session, agent_id)
    base = RuleSet(name="none")
    if rule_set_id is not None:
        stored = rows.find(session, RuleSetRow, rule_set_id)
        base = RuleSet(name=stored.name, coverage_model=stored.coverage_model, rules=stored.rules)
    layers = layers_of(session)
    kept, replaced = effective_rules(base, layers, agent, on)
    period = PlanningPeriod(first_date=on, days=WEEK, zone=agent.zone)
    problem = Problem(period=period, agents=(agent,), queues=(), templates=())
    used = {name for layer in layers if layer.is_about(agent) for name in layer.presets}
    return EffectiveRules(
        agent_id=agent_id,
        agent=agent.name,
        site=agent.site,
        contract=agent.contract.name,
        on=on,
        rules=tuple(EffectiveRule.of(each, agent) for each in kept),
        replaced=tuple(
            ReplacedRule(rule=EffectiveRule.of(each.rule, agent), by=each.by.source) for each in replaced
        ),
        issues=layer_issues(problem, layered(base, layers, (agent,))),
        advice=tuple(
            f"{preset.title}, written on {preset.written_on}. {preset.advice}"
            for name, preset in law_presets().items()
            if name in used
        ),
    )


def _agent(session: TenantSession, agent_id: uuid.UUID) -> Agent:
    row = rows.find(session, AgentRow, agent_id)
    if row.contract_id is None:
        raise NoContract(row.name)
    site = None if row.site_id is None else session.get_one(Site, row.site_id)
    contract = session.get_one(ContractRow, row.contract_id)
    return Agent(
        id=str(row.id),
        name=row.name,
        site=None if site is None else site.name,
        zone=row.zone or (site.zone if site is not None else "UTC"),
        role=session.get_one(Role, row.role_id).name,
        contract=Contract(**{name: getattr(contract, name) for name in Contract.model_fields}),
        tags=frozenset(row.tags),
    )
