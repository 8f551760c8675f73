"""Every kind of refusal of a trade, each with its code, for either side; and what is allowed or reviewed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from solver.domain.people import AgentSkill, TimeOff
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment
from solver.domain.time import Span
from solver.living.refusals import BOTH_SIDES, TRADE, catalogue
from solver.living.trade import Handling, Outcome, Situation, Trade, TradeKind, TradeSettings, Verdict
from solver.living.trades import TradeJudge
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.contract_hours import ContractHours
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.qualified_work import QualifiedWork
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.time_off import TimeOffKept
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_queue,
    a_roster,
    a_rule_set,
    a_segment,
    a_shift,
    a_template,
    an_agent,
    utc,
)
from tests.solver.living.test_judge import WEEKS
from tests.solver.living.trading import disagreements

NOW = utc("2026-03-01 12:00")
TUESDAY, THURSDAY = "2026-03-03", "2026-03-05"
RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    QualifiedWork(),
    Availability(),
    TimeOffKept(),
    MinRest(),
    MaxWeeklyMinutes(),
    MaxDaysPerWeek(days=5),
    ServiceCoverage(weight=1),
)


def a_day(agent: str, day: str, **fields: Any) -> Assignment:
    return a_shift(agent, day, **fields)


@dataclass(frozen=True)
class Scene:
    """Anna gives her Tuesday to Ben for his Thursday; Ben is the one who is different."""

    anna: Mapping[str, Any] = field(default_factory=dict)
    ben: Mapping[str, Any] = field(default_factory=dict)
    problem: Mapping[str, Any] = field(default_factory=dict)
    rules: RuleSet = RULES
    given: Assignment = field(default_factory=lambda: a_day("anna", TUESDAY))
    taken: Assignment | None = field(default_factory=lambda: a_day("ben", THURSDAY))
    rostered: tuple[Assignment, ...] | None = None
    others: tuple[Assignment, ...] = ()
    kind: TradeKind = TradeKind.SWAP
    settings: Mapping[str, Any] = field(default_factory=dict)
    situation: Mapping[str, Any] = field(default_factory=dict)

    def verdict(self, *, mirrored: bool = False) -> Verdict:
        problem: Problem = a_problem(
            **{
                "agents": [an_agent("anna", **self.anna), an_agent("ben", **self.ben), an_agent("cleo")],
                "templates": TEMPLATES,
                "days": 7,
                **self.problem,
            }
        )
        held = self.rostered
        if held is None:
            held = (self.given,) if self.taken is None else (self.given, self.taken)
        initiator = None if self.kind is TradeKind.OPEN_SHIFT else "anna"
        receiver = None if self.kind is TradeKind.ALTERNATIVE else "ben"
        trade = Trade(
            kind=self.kind, initiator=initiator, receiver=receiver, given=self.given, taken=self.taken
        )
        if mirrored:
            assert self.taken is not None
            trade = Trade(
                kind=self.kind, initiator="ben", receiver="anna", given=self.taken, taken=self.given
            )
        judge = TradeJudge(problem, self.rules, a_roster(*held, *self.others), TradeSettings(**self.settings))
        return judge.verdict(trade, Situation(**{"now": NOW, **self.situation}))


TEMPLATES = (
    a_template("day"),
    a_template("late", "14:00"),
    a_template("short", "09:00", hours=4),
    a_template("home", "09:00", sites=("home",)),
)

OF_THE_TRADE: Mapping[str, Scene] = {
    "trade.off": Scene(settings={"enabled": False}),
    "trade.swaps_off": Scene(settings={"swaps": False}),
    "trade.offers_off": Scene(kind=TradeKind.OFFER, taken=None, settings={"offers": False}),
    "trade.open_shifts_off": Scene(
        kind=TradeKind.OPEN_SHIFT,
        taken=None,
        rostered=(),
        settings={"open_shifts": False},
        situation={"acting": "ben"},
    ),
    "trade.alternatives_off": Scene(
        kind=TradeKind.ALTERNATIVE,
        taken=a_day("anna", THURSDAY),
        rostered=(a_day("anna", TUESDAY),),
        settings={"alternatives": False},
    ),
    "trade.decided": Scene(situation={"decided": True}),
    "trade.expired": Scene(situation={"expires": NOW}),
    "trade.acting_for_another": Scene(situation={"acting": "cleo"}),
    "trade.not_addressed": Scene(situation={"addressed": "cleo"}),
    "trade.other_shift_missing": Scene(taken=None),
    "trade.roster_unpublished": Scene(situation={"published": False}),
    "trade.roster_changed": Scene(situation={"changed": True}),
    "trade.too_far_apart": Scene(settings={"most_days_apart": 1}),
    "trade.paid_time_differs": Scene(
        taken=a_day("ben", THURSDAY, hours=4, template="short"),
        settings={"unequal_paid_time": Handling.DISALLOW},
    ),
    "trade.site_differs": Scene(ben={"site": "home"}, settings={"same": ["site"]}),
    "trade.role_differs": Scene(ben={"role": "lead"}, settings={"same": ["role"]}),
    "trade.contract_differs": Scene(ben={"contract": a_contract("half")}, settings={"same": ["contract"]}),
    "trade.must_have_worse": Scene(
        ben={"role": "lead"},
        rules=a_rule_set(LeadOnDuty(weight=1, during="work_required")),
        problem={"need": {"support": lambda at: float(at.weekday() == 3)}},
    ),
    "trade.service_worse": Scene(
        ben={"skills": ("support", "billing")},
        problem={
            "queues": [a_queue("support"), a_queue("billing")],
            "need": {"billing": lambda at: float(at.weekday() == 3)},
        },
        settings={"same": [], "service_worse": Handling.DISALLOW},
    ),
}

TRAINING = a_segment(utc(f"{THURSDAY} 10:00"), 60, activity=Activity.TRAINING)
ON_CALL = a_segment(utc(f"{THURSDAY} 10:00"), 60, activity=Activity.ESCALATION)
BENS_THURSDAY = a_day("ben", THURSDAY)

OF_BEN: Mapping[str, Scene] = {
    "shift_gone": Scene(rostered=(a_day("anna", TUESDAY),)),
    "shift_changed": Scene(rostered=(a_day("anna", TUESDAY), a_day("ben", THURSDAY, hours=6))),
    "shift_locked": Scene(rostered=(a_day("anna", TUESDAY), a_day("ben", THURSDAY, locked=True))),
    "shift_outside": Scene(taken=a_day("ben", "2026-03-12")),
    "shift_begun": Scene(taken=a_day("ben", "2026-03-02"), situation={"now": utc("2026-03-02 09:00")}),
    "too_late": Scene(taken=a_day("ben", "2026-03-02"), situation={"now": utc("2026-03-01 09:01")}),
    "trades_used_up": Scene(situation={"trades_this_week": {"ben": 5}}),
    "lacks_queues": Scene(
        anna={"skills": ("support", "billing")},
        problem={"queues": [a_queue("support"), a_queue("billing")]},
    ),
    "lacks_skills": Scene(anna={"skills": ("support", "billing")}, settings={"same": ["skills"]}),
    "lacks_channels": Scene(ben={"channels": ("voice",)}, settings={"same": ["channels"]}),
    "gap_too_short": Scene(
        others=(a_day("ben", "2026-03-02", start="14:00", template="late"),),
        settings={"min_minutes_between": 721},
    ),
    "activity_forbidden": Scene(taken=a_day("ben", THURSDAY, breaks=[ON_CALL])),
    "activity_fixed": Scene(taken=a_day("ben", THURSDAY, breaks=[TRAINING])),
}

WEEK = a_contract("half", min_weekly_minutes=480, max_weekly_minutes=600)
OF_BENS_RULES: Mapping[str, Scene] = {
    "one_place_at_a_time": Scene(others=(a_day("ben", TUESDAY, start="14:00", template="late"),)),
    "min_rest": Scene(
        given=a_day("anna", TUESDAY),
        ben={"contract": a_contract(min_rest_minutes=800)},
        others=(a_day("ben", "2026-03-02", start="14:00", template="late"),),
    ),
    "max_weekly_minutes": Scene(
        ben={"contract": WEEK},
        taken=a_day("ben", THURSDAY, hours=4, template="short"),
        others=(a_day("ben", "2026-03-06", hours=4, template="short"),),
    ),
    "contract_hours": Scene(
        rules=a_rule_set(ContractHours(limits="min")),
        ben={"contract": WEEK},
        given=a_day("anna", TUESDAY, hours=4, template="short"),
    ),
    "minutes_per_stretch": Scene(
        rules=a_rule_set(MinutesPerStretch(least=480, most=480, per="period")),
        given=a_day("anna", TUESDAY, hours=4, template="short"),
    ),
    "max_days_per_week": Scene(
        rules=a_rule_set(MaxDaysPerWeek(days=1)),
        ben={"contract": a_contract(max_weekly_days=1)},
        kind=TradeKind.SWAP,
        taken=a_day("ben", THURSDAY),
        others=(a_day("ben", THURSDAY, start="17:00", hours=4, template="short"),),
    ),
    "max_consecutive_days": Scene(
        rules=a_rule_set(MaxConsecutiveDays(days=2)),
        others=(a_day("ben", "2026-03-02"), a_day("ben", "2026-03-04")),
    ),
    "max_shifts_per_day": Scene(others=(a_day("ben", TUESDAY, start="17:00", hours=4, template="short"),)),
    "availability": Scene(
        ben={"unavailable": (Span(start=utc(f"{TUESDAY} 10:00"), end=utc(f"{TUESDAY} 11:00")),)}
    ),
    "time_off": Scene(
        ben={"time_off": (TimeOff(span=Span(start=utc(f"{TUESDAY} 16:00"), end=utc(f"{TUESDAY} 20:00"))),)}
    ),
    "qualified_work": Scene(
        ben={"skills": (AgentSkill(skill="support", expires=utc(f"{TUESDAY} 00:00").date() - timedelta(1)),)},
        settings={"same": []},
    ),
    "offered_shift": Scene(given=a_day("anna", TUESDAY, template="home"), anna={"site": "home"}),
}


@pytest.mark.parametrize("code", OF_THE_TRADE)
def test_a_trade_is_refused_as_such(code: str) -> None:
    verdict = OF_THE_TRADE[code].verdict()
    assert verdict.outcome is Outcome.REFUSED
    assert code in {refusal.code for refusal in verdict.refusals}
    assert all(refusal.rule and refusal.message for refusal in verdict.refusals)


@pytest.mark.parametrize("mirrored", [False, True], ids=["receiver", "initiator"])
@pytest.mark.parametrize("code", OF_BEN)
def test_a_trade_is_refused_because_of_one_side(code: str, *, mirrored: bool) -> None:
    verdict = OF_BEN[code].verdict(mirrored=mirrored)
    side = "initiator" if mirrored else "receiver"
    assert f"{side}.{code}" in {refusal.code for refusal in verdict.refusals}
    assert {refusal.agent for refusal in verdict.refusals if refusal.code == f"{side}.{code}"} == {"ben"}


@pytest.mark.parametrize("mirrored", [False, True], ids=["receiver", "initiator"])
@pytest.mark.parametrize("rule", OF_BENS_RULES)
def test_a_rule_that_a_trade_would_break_is_named_with_whom_it_is_about(rule: str, *, mirrored: bool) -> None:
    verdict = OF_BENS_RULES[rule].verdict(mirrored=mirrored)
    code = f"{'initiator' if mirrored else 'receiver'}.rule.{rule}"
    found = {refusal.code: refusal for refusal in verdict.refusals}
    assert code in found
    assert (found[code].rule, found[code].agent) == (rule, "ben")


def test_a_person_the_roster_does_not_know_is_refused_on_either_side() -> None:
    for side in ("initiator", "receiver"):
        given, taken = a_day("anna", TUESDAY), a_day("ben", THURSDAY)
        people = {"initiator": "anna", "receiver": "ben", side: "nobody"}
        trade = Trade(kind=TradeKind.SWAP, given=given, taken=taken, **people)
        judge = TradeJudge(a_problem(days=7), RULES, a_roster(given, taken))
        codes = {refusal.code for refusal in judge.verdict(trade, Situation(now=NOW)).refusals}
        assert f"{side}.unknown" in codes


def test_a_trade_with_oneself_is_refused() -> None:
    shift = a_day("anna", TUESDAY)
    trade = Trade(kind=TradeKind.SWAP, initiator="anna", receiver="anna", given=shift, taken=shift)
    verdict = TradeJudge(a_problem(days=7), RULES, a_roster(shift)).verdict(trade, Situation(now=NOW))
    assert [refusal.code for refusal in verdict.refusals] == ["trade.with_oneself"]


def test_a_team_rule_that_is_required_is_named_without_blaming_either_side() -> None:
    scene = replace(
        OF_THE_TRADE["trade.must_have_worse"],
        rules=a_rule_set(LeadOnDuty(weight=None, during="work_required")),
    )
    assert "team.rule.lead_on_duty" in {refusal.code for refusal in scene.verdict().refusals}


def test_every_kind_of_refusal_has_a_code_a_meaning_and_a_test() -> None:
    tested = {*OF_THE_TRADE, "trade.with_oneself"}
    assert tested == set(TRADE)
    assert {*OF_BEN, "unknown"} == set(BOTH_SIDES)
    kinds = len(TRADE) + 2 * len(BOTH_SIDES) + 2 * len(OF_BENS_RULES)
    assert kinds >= 41
    codes = [kind.code for kind in catalogue()]
    assert len(codes) == len(set(codes))
    assert {f"receiver.rule.{rule}" for rule in OF_BENS_RULES} <= set(codes)


def test_an_ordinary_swap_is_allowed_and_says_what_it_changes() -> None:
    verdict = Scene().verdict()
    assert (verdict.outcome, verdict.refusals, verdict.reviews) == (Outcome.ALLOWED, (), ())


def test_what_is_to_be_reviewed_is_neither_allowed_nor_refused() -> None:
    scene = replace(OF_THE_TRADE["trade.paid_time_differs"], settings={})
    verdict = scene.verdict()
    assert verdict.outcome is Outcome.REVIEW
    assert [refusal.code for refusal in verdict.reviews] == ["trade.paid_time_differs"]


def test_a_rule_may_be_left_to_review_or_be_allowed_by_name() -> None:
    scene = OF_BENS_RULES["max_consecutive_days"]
    reviewed = replace(scene, settings={"rules": {"max_consecutive_days": "review"}}).verdict()
    allowed = replace(scene, settings={"rules": {"max_consecutive_days": "allow"}}).verdict()
    assert (reviewed.outcome, allowed.outcome) == (Outcome.REVIEW, Outcome.ALLOWED)
    assert allowed.breaks


def test_service_lost_to_a_trade_is_told_by_queue_in_agent_hours() -> None:
    scene = replace(OF_THE_TRADE["trade.service_worse"], settings={"same": [], "allowed_impact_hours": 8})
    verdict = scene.verdict()
    assert verdict.outcome is Outcome.ALLOWED
    assert {effect.queue: effect.short_hours for effect in verdict.service} == {"billing": 8.0}


def test_a_manager_gives_out_an_open_shift_although_agents_may_take_none() -> None:
    scene = OF_THE_TRADE["trade.open_shifts_off"]
    assert replace(scene, situation={}).verdict().outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("zone", "monday"),
    [("Europe/Dublin", "2026-03-23"), ("Asia/Kolkata", "2026-03-23"), ("Pacific/Kiritimati", "2026-03-23")],
)
def test_hours_ahead_are_elapsed_hours(zone: str, monday: str) -> None:
    """Dublin's clocks go forward on the Sunday: 24 hours before its nine o'clock it was eight on Saturday."""
    tuesday, sunday = (
        utc(f"{monday} 00:00").date() + timedelta(1),
        utc(f"{monday} 00:00").date() + timedelta(6),
    )
    people = [an_agent("anna", zone=zone), an_agent("ben", zone=zone)]
    given, taken = a_shift("anna", tuesday, zone=zone), a_shift("ben", sunday, zone=zone)
    problem = a_problem(
        agents=people, templates=TEMPLATES, first_date=tuesday - timedelta(1), days=7, zone=zone
    )
    judge = TradeJudge(problem, RULES, a_roster(given, taken))
    trade = Trade(kind=TradeKind.OFFER, initiator="ben", receiver="anna", given=taken)
    in_time = judge.verdict(trade, Situation(now=taken.start - timedelta(hours=24)))
    late = judge.verdict(trade, Situation(now=taken.start - timedelta(hours=23, minutes=59)))
    assert "initiator.too_late" not in {refusal.code for refusal in in_time.refusals}
    assert "initiator.too_late" in {refusal.code for refusal in late.refusals}


def test_a_shift_is_exchanged_for_one_that_templates_offer_and_nobody_has() -> None:
    scene = replace(OF_THE_TRADE["trade.alternatives_off"], settings={})
    assert scene.verdict().outcome is Outcome.ALLOWED
    odd: Callable[[], Verdict] = replace(scene, taken=a_day("anna", THURSDAY, start="09:10")).verdict
    assert "initiator.rule.offered_shift" in {refusal.code for refusal in odd().refusals}


@pytest.mark.parametrize(("first_date", "zone"), WEEKS)
def test_random_trades_get_the_verdict_of_full_validation(first_date: date, zone: str) -> None:
    found = disagreements(first_date, zone, 25)
    assert found.wrong == []
    assert 0 < found.refused <= found.judged
