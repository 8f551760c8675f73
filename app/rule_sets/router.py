"""The rule sets of an organization over HTTP."""

import uuid
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.fields import Day
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses
from app.rule_sets import service
from app.rule_sets.schemas import (
    EffectiveRules,
    RuleLayerBody,
    RuleLayerView,
    RuleSetBody,
    RuleSetView,
    RulesJudged,
    RulesToJudge,
    RuleView,
)
from app.rule_sets.tables import RuleLayer, RuleSet
from solver.checking.issues import KINDS, IssueKind
from solver.families import Family, families
from solver.law.presets import LawPreset, law_presets
from solver.rules import catalogue

router = APIRouter(tags=["rule sets"], responses=problem_responses(409))


@router.get("/v1/rules")
def list_rules(session: ReadSession) -> list[RuleView]:  # noqa: ARG001 - callers identify themselves
    """Every rule a rule set may hold, with its parameters, an example and the families it says."""
    return list(_rules())


@router.get("/v1/rule-families")
def list_rule_families(session: ReadSession) -> list[Family]:  # noqa: ARG001 - callers identify themselves
    """Every family of rules known in the field: the rules or fields that say it here, and the tests of it."""
    return list(families())


@router.get("/v1/rule-presets")
def list_rule_presets(session: ReadSession) -> list[LawPreset]:  # noqa: ARG001 - callers identify themselves
    """Labour law as rules: each with its article and what it does not express. None of it is legal advice."""
    return list(law_presets().values())


@router.get("/v1/validation-issues")
def list_validation_issues(session: ReadSession) -> list[IssueKind]:  # noqa: ARG001 - callers identify themselves
    """Every kind of issue told of a problem and its rules before a solve: code, meaning and what to do."""
    return list(KINDS)


@cache
def _rules() -> tuple[RuleView, ...]:
    """The catalogue, whose schemas take longer to draw up than to send."""
    table = families()
    return tuple(RuleView.of(entry, table) for entry in catalogue())


@router.post("/v1/rule-sets", status_code=status.HTTP_201_CREATED)
def create_rule_set(body: RuleSetBody, session: WriteSession, response: Response) -> RuleSetView:
    rule_set = rows.add(session, RuleSet, body)
    response.headers["Location"] = f"/v1/rule-sets/{rule_set.id}"
    return RuleSetView.model_validate(rule_set)


@router.post("/v1/rule-sets:validate")
def validate_rules(body: RulesToJudge, session: ReadSession) -> RulesJudged:
    """Every issue of rules and layers that can be told without a solve; nothing is kept of what was sent."""
    return service.judged(session, body)


@router.get("/v1/rule-sets")
def list_rule_sets(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[RuleSetView]:
    named = None if name is None else RuleSet.name == name
    found, cursor = rows.listed(session, RuleSet, (RuleSet.name, RuleSet.id), paging, named)
    return Page(items=[RuleSetView.model_validate(rule_set) for rule_set in found], next_cursor=cursor)


@router.get("/v1/rule-sets/{rule_set_id}")
def read_rule_set(rule_set_id: uuid.UUID, session: ReadSession) -> RuleSetView:
    return RuleSetView.model_validate(rows.find(session, RuleSet, rule_set_id))


@router.put("/v1/rule-sets/{rule_set_id}")
def replace_rule_set(rule_set_id: uuid.UUID, body: RuleSetBody, session: WriteSession) -> RuleSetView:
    return RuleSetView.model_validate(rows.replace(session, rows.find(session, RuleSet, rule_set_id), body))


@router.delete("/v1/rule-sets/{rule_set_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_rule_set(rule_set_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, RuleSet, rule_set_id))


@router.post("/v1/rule-layers", status_code=status.HTTP_201_CREATED)
def create_rule_layer(body: RuleLayerBody, session: WriteSession, response: Response) -> RuleLayerView:
    layer = rows.add(session, RuleLayer, body)
    response.headers["Location"] = f"/v1/rule-layers/{layer.id}"
    return RuleLayerView.model_validate(layer)


@router.get("/v1/rule-layers")
def list_rule_layers(session: ReadSession, paging: Paged) -> Page[RuleLayerView]:
    found, cursor = rows.listed(session, RuleLayer, (RuleLayer.created_at, RuleLayer.id), paging)
    return Page(items=[RuleLayerView.model_validate(layer) for layer in found], next_cursor=cursor)


@router.get("/v1/rule-layers/{rule_layer_id}")
def read_rule_layer(rule_layer_id: uuid.UUID, session: ReadSession) -> RuleLayerView:
    return RuleLayerView.model_validate(rows.find(session, RuleLayer, rule_layer_id))


@router.put("/v1/rule-layers/{rule_layer_id}")
def replace_rule_layer(rule_layer_id: uuid.UUID, body: RuleLayerBody, session: WriteSession) -> RuleLayerView:
    found = rows.find(session, RuleLayer, rule_layer_id)
    return RuleLayerView.model_validate(rows.replace(session, found, body))


@router.delete("/v1/rule-layers/{rule_layer_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_rule_layer(rule_layer_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, RuleLayer, rule_layer_id))


@router.get("/v1/agents/{agent_id}/effective-rules")
def read_effective_rules(
    agent_id: uuid.UUID,
    session: ReadSession,
    on: Annotated[Day, Query(description="The local date asked about.")],
    rule_set_id: Annotated[uuid.UUID | None, Query(description="Whose rules the layers lie over.")] = None,
) -> EffectiveRules:
    """The rules that hold for an agent on a date, each with the layer and the article it came from."""
    return service.effective_for(session, agent_id, on, rule_set_id)
