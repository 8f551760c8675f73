"""The layers of an organization, and what they make of the rules of one agent."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import col, select

from app import rows
from app.contracts.tables import Contract as ContractRow
from app.database import TenantSession
from app.rule_sets.schemas import (
    EffectiveRule,
    EffectiveRules,
    ReplacedRule,
    RuleLayerBody,
    RulesJudged,
    RulesToJudge,
)
from app.rule_sets.tables import RuleLayer
from app.rule_sets.tables import RuleSet as RuleSetRow
from app.rule_sets.team import read_member, read_team
from app.shift_templates.service import documents as shift_templates
from app.sites.tables import Site
from solver.check import check
from solver.checking.issues import Issue, Severity
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.time import PlanningPeriod
from solver.law.layer_issues import layer_issues
from solver.law.layers import Layer, Level, Sourced, effective_rules, layered
from solver.law.presets import law_presets
from solver.rule import Rule, Scope
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


def _layer(session: TenantSession, body: RuleLayerBody) -> Layer:
    """The layer of a body, its site and contract by name; raises NotFound."""
    subject = None
    if body.site_id is not None:
        subject = rows.find(session, Site, body.site_id).name
    elif body.contract_id is not None:
        subject = rows.find(session, ContractRow, body.contract_id).name
    elif body.agent_id is not None:
        subject = str(body.agent_id)
    return Layer(level=body.level, subject=subject, presets=body.presets, rules=body.rules)


def judged(session: TenantSession, asked: RulesToJudge) -> RulesJudged:
    """What can be told of rules and layers before any solve; raises NotFound.

    They are looked over against everybody with a contract and every shift template. The layers that are kept
    hold, and those asked about besides.
    """
    period = PlanningPeriod(first_date=asked.first_date, days=asked.days, zone=asked.zone)
    team = read_team(session)
    problem = Problem(period=period, agents=team, queues=(), templates=shift_templates(session))
    base = asked.rules
    if asked.rule_set_id is not None:
        stored = rows.find(session, RuleSetRow, asked.rule_set_id)
        base = tuple(rule.model_dump(mode="json") for rule in stored.rules)
    found = _of_rules(problem, base, "")
    for number, body in enumerate(asked.layers):
        own = [each.rule.model_dump(mode="json") for each in body.rules]
        found += _of_rules(problem, own, f"layers[{number}].")
    if not any(each.code == "rule_not_understood" for each in found):
        written = RuleSet.model_validate({"name": "asked", "rules": base})
        layers = (*layers_of(session), *(_layer(session, body) for body in asked.layers))
        found += layer_issues(problem, layered(written, layers, team))
    return RulesJudged(
        issues=tuple(found), can_be_kept=all(each.severity != Severity.ERROR for each in found)
    )


def _of_rules(problem: Problem, written: Sequence[Mapping[str, Any]], where: str) -> list[Issue]:
    issues = check(problem, {"name": "asked", "rules": written})
    return [
        each.model_copy(update={"where": where + each.where})
        for each in issues
        if each.where.startswith(("rule", "contracts")) and not (where and each.where.startswith("contracts"))
    ]


def planned_by(
    session: TenantSession, rule_set: RuleSet, agent: Agent, on: date | None = None
) -> tuple[Sourced, ...]:
    """The rules of a roster that hold for one of its agents, each with the layer it came from.

    A rule that no layer says is the rule set's own, or that of a layer which has been changed since.
    """
    held, gone = effective_rules(RuleSet(name=rule_set.name), layers_of(session), agent)
    said: defaultdict[str, list[Sourced]] = defaultdict(list)
    for each in (*(replaced.rule for replaced in gone), *held):
        said[_digest(each.rule)].append(each)
    found = []
    # Layers lie over the rule set's own rules: of two alike the later one is theirs.
    for rule in reversed(rule_set.active):
        if rule.scope.includes(agent):
            same = said[_digest(rule)]
            source = same.pop() if same else Sourced(rule, rule.rule, f"rule set {rule_set.name}")
            if on is None or rule.valid is None or rule.valid.holds(on):
                found.append(replace(source, rule=rule))
    return tuple(reversed(found))


def _digest(rule: Rule) -> str:
    """What a rule says, whomever it holds for: layers narrow it down."""
    return rule.model_copy(update={"scope": Scope()}).digest()


def effective_for(
    session: TenantSession, agent_id: uuid.UUID, on: date, rule_set_id: uuid.UUID | None = None
) -> EffectiveRules:
    """The rules of an agent on a date, over those of a stored rule set where one is named.

    Raises NotFound, and NoContract for an agent nobody can plan.
    """
    agent = read_member(session, agent_id)
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
