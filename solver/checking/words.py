"""Words that rules and documents use and nothing in the problem bears."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from solver.checking.issues import Issue, issue
from solver.domain.document import Document
from solver.domain.problem import Problem
from solver.domain.selection import ShiftFilter
from solver.domain.trees import WordTree
from solver.rule import Rule, Scope
from solver.rules import RuleSet

Named = tuple[str, str, Iterable[str]]
"""The code of the issue an unknown word is, the path of the field, and the words in it."""


def unknown_words(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    """Tags, names and ids in rules, templates, queues, contracts and wishes that nothing bears."""
    known = _known(problem)
    for number, rule in enumerate(rule_set.rules):
        if rule.weight != 0:
            yield from _unknown(known, _named(rule, f"rules[{number}]"))
            if problem.agents and not rule.agents(problem):
                yield issue("empty_scope", f"rules[{number}].scope", rule=rule.rule)
    yield from _unknown(known, _named_in(problem))


def _unknown(known: Mapping[str, frozenset[str]], named: Iterable[Named]) -> Iterator[Issue]:
    for code, where, words in named:
        for word in sorted(set(words) - known[code]):
            yield issue(code, where, word=word)


def _known(problem: Problem) -> dict[str, frozenset[str]]:
    agents, templates = problem.agents, problem.templates
    borne = frozenset(tag for agent in agents for tag in agent.tags)
    offered = frozenset(tag for template in templates for tag in template.tags)
    return {
        "unknown_agent_tag": borne,
        "unknown_template_tag": offered,
        "unknown_place": borne | offered,
        "unknown_template": frozenset(template.name for template in templates),
        "unknown_agent": frozenset(agent.id for agent in agents),
        "unknown_site": frozenset(agent.site for agent in agents if agent.site is not None),
        "unknown_role": frozenset(agent.role for agent in agents),
        "unknown_skill": frozenset(skill.skill for agent in agents for skill in agent.skills),
    }


def _named_in(problem: Problem) -> Iterator[Named]:
    for template in problem.templates:
        where = f"templates[{template.name}]"
        yield "unknown_site", f"{where}.sites", template.sites or ()
        yield "unknown_role", f"{where}.roles", template.roles or ()
    for queue in problem.queues:
        yield "unknown_site", f"queues[{queue.id}].sites", queue.sites or ()
        yield "unknown_skill", f"queues[{queue.id}].skills", queue.skills
    contracts = {agent.contract.name: agent.contract for agent in problem.agents}
    for name, contract in contracts.items():
        yield "unknown_template", f"contracts[{name}].templates", contract.templates or ()
    for agent in problem.agents:
        tags = [tag for wish in agent.preferences for tag in wish.tags or ()]
        yield "unknown_template_tag", f"agents[{agent.id}].preferences", tags


_FIELDS: dict[str, tuple[str, Callable[[Any], Iterable[str]]]] = {
    "template_tags.tags": ("unknown_template_tag", lambda tags: tags),
    "kinds": ("unknown_template_tag", lambda kinds: kinds),
    "lead_on_duty.roles": ("unknown_role", lambda roles: roles),
    "ahead": ("unknown_agent", lambda steps: steps),
    "carried": ("unknown_agent", lambda amounts: amounts),
    "places": ("unknown_place", lambda places: [place.tag for place in places]),
    "levels": ("unknown_agent_tag", lambda levels: [level.tag for level in levels]),
    "owners": ("unknown_site", lambda owners: [owner.site for owner in owners]),
    "requests": ("unknown_agent", lambda requests: [request.agent for request in requests]),
    "targets": ("unknown_template", lambda targets: [target.template for target in targets]),
    "site_hand_off.skills": ("unknown_skill", lambda skills: skills),
}
"""Fields of rules that hold words, by their name, or by rule and name where that is not enough."""


def _named(rule: Rule, where: str) -> Iterator[Named]:
    for name, value in rule:
        code, words = _FIELDS.get(f"{rule.rule}.{name}", _FIELDS.get(name, ("", lambda _: ())))
        if code:
            yield code, f"{where}.{name}", words(value)
        elif isinstance(value, WordTree):
            yield "unknown_skill", f"{where}.{name}", value.words
        else:
            yield from _within(value, f"{where}.{name}")


def _within(value: object, where: str) -> Iterator[Named]:
    """The words of scopes and shift filters, however deep they lie."""
    if isinstance(value, Scope):
        yield "unknown_agent_tag", f"{where}.tags", (value.tags or frozenset()) | value.all_tags
        yield "unknown_site", f"{where}.sites", value.sites or ()
        yield "unknown_role", f"{where}.roles", value.roles or ()
        yield "unknown_agent", f"{where}.agents", value.agents or ()
    elif isinstance(value, ShiftFilter):
        tree = value.tag_tree.words if value.tag_tree else frozenset()
        yield "unknown_template_tag", f"{where}.tags", (value.tags or frozenset()) | tree
        yield "unknown_template", f"{where}.templates", value.templates or ()
    elif isinstance(value, Document):
        for name, inner in value:
            yield from _within(inner, f"{where}.{name}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _within(inner, f"{where}[{number}]")
