"""Judges trades: state, existence, likeness, time, the rules for both people, then the effect on service."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from solver.domain.coverage import TENTHS, capability
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.time import MINUTE
from solver.domain.work import Channel
from solver.living.difference import NOTHING, Difference
from solver.living.judge import Given, Judge
from solver.living.refusals import BOTH_SIDES, TRADE, code_of_rule
from solver.living.replacements import TierChange
from solver.living.trade import (
    Handling,
    Outcome,
    QueueEffect,
    Refusal,
    Side,
    Situation,
    Trade,
    TradeKind,
    TradeSettings,
    Travels,
    Verdict,
)
from solver.rules import RuleSet

_HAIR = 1e-9


class TradeJudge:
    """Judges trades of the shifts of one roster; what is known of the roster serves them all."""

    def __init__(
        self, problem: Problem, rule_set: RuleSet, roster: Roster, settings: TradeSettings | None = None
    ) -> None:
        self.settings = settings or TradeSettings()
        self._judge = Judge(problem, rule_set, roster)
        self._problem = problem

    def verdict(self, trade: Trade, situation: Situation) -> Verdict:
        """What is to be said of the trade. Rules are asked only where both people have their shifts."""
        found = [*self._state(trade, situation), *self._existence(trade)]
        if any(refusal.code.split(".")[1] in _VANISHED for refusal in found):
            return _verdict(found, NOTHING, ())
        found += [
            *self._likeness(trade),
            *self._time(trade, situation),
            *self._activities(trade),
            *self._gaps(trade),
        ]
        difference = self._judge.difference(self.after(trade))
        effects = tuple(self._effects(difference))
        found += [*self._rules(trade, difference), *self._service(difference, effects)]
        return _verdict(found, difference, effects)

    def after(self, trade: Trade) -> Given:
        """The shifts of both people once the trade is made."""
        given: dict[str, Sequence[Assignment]] = {}
        for side, lost, gained in (
            (trade.initiator, trade.given, trade.taken),
            (trade.receiver, trade.taken, trade.given),
        ):
            if side is not None:
                kept = [each for each in self._judge.shifts_of(side) if not _same(each, lost)]
                come = [] if gained is None else [moved(gained, side)]
                given[side] = tuple(sorted((*kept, *come), key=lambda each: each.start))
        return given

    def _state(self, trade: Trade, situation: Situation) -> Iterator[Refusal]:
        settings = self.settings
        switches = {
            TradeKind.SWAP: (settings.swaps, "trade.swaps_off", "swaps"),
            TradeKind.OFFER: (settings.offers, "trade.offers_off", "offers"),
            TradeKind.OPEN_SHIFT: (settings.open_shifts, "trade.open_shifts_off", "open_shifts"),
            TradeKind.ALTERNATIVE: (settings.alternatives, "trade.alternatives_off", "alternatives"),
        }
        allowed, code, setting = switches[trade.kind]
        # A manager may give out an open shift whatever agents may do by themselves.
        by_manager = trade.kind is TradeKind.OPEN_SHIFT and situation.acting is None
        if not settings.enabled and not by_manager:
            yield _of_trade("trade.off", "trade_settings.enabled")
        if not allowed and not by_manager:
            yield _of_trade(code, f"trade_settings.{setting}")
        if situation.decided:
            yield _of_trade("trade.decided", "trade_state")
        if situation.expires is not None and situation.expires <= situation.now:
            yield _of_trade("trade.expired", "trade_state")
        if trade.initiator is not None and trade.initiator == trade.receiver:
            yield _of_trade("trade.with_oneself", "trade_sides")
        own = trade.receiver if situation.accepting or trade.kind is TradeKind.OPEN_SHIFT else trade.initiator
        if situation.acting is not None and situation.acting != own:
            yield _of_trade("trade.acting_for_another", "trade_sides")
        if situation.addressed is not None and trade.receiver != situation.addressed:
            yield _of_trade("trade.not_addressed", "trade_sides")
        if trade.taken is None and trade.kind in (TradeKind.SWAP, TradeKind.ALTERNATIVE):
            yield _of_trade("trade.other_shift_missing", "trade_sides")
        if not situation.published:
            yield _of_trade("trade.roster_unpublished", "roster_state")
        if situation.changed:
            yield _of_trade("trade.roster_changed", "roster_state")

    def _existence(self, trade: Trade) -> Iterator[Refusal]:
        for side, agent_id, shift in _sides(trade):
            if agent_id not in self._judge.people:
                yield self._about(side, agent_id, "unknown", "roster")
                continue
            if shift is None:
                continue
            first, last = (
                self._problem.period.start - self._problem.lead_in_minutes * MINUTE,
                self._problem.period.end,
            )
            if not first <= shift.start < last:
                yield self._about(side, agent_id, "shift_outside", "roster")
                continue
            held = next((each for each in self._judge.shifts_of(agent_id) if _same(each, shift)), None)
            if held is None:
                zone = self._judge.people[agent_id].zone
                moved_one = any(
                    each.template == shift.template and each.local_date(zone) == shift.local_date(zone)
                    for each in self._judge.shifts_of(agent_id)
                )
                yield self._about(side, agent_id, "shift_changed" if moved_one else "shift_gone", "roster")
            elif held.locked or held in self._problem.locked:
                yield self._about(side, agent_id, "shift_locked", "locked_shift")

    def _likeness(self, trade: Trade) -> Iterator[Refusal]:
        same = self.settings.same
        if trade.initiator is None or trade.receiver is None:
            return
        people = (self._judge.people[trade.initiator], self._judge.people[trade.receiver])
        for taker, giver, side, shift in (
            (people[1], people[0], Side.RECEIVER, trade.given),
            (people[0], people[1], Side.INITIATOR, trade.taken),
        ):
            if shift is None:
                continue
            day = shift.local_date(giver.zone)
            if "queues" in same and not capability(self._problem, giver, day) <= capability(
                self._problem, taker, day
            ):
                yield self._about(side, taker.id, "lacks_queues", "trade_settings.same")
            held = {skill.skill for skill in giver.skills if giver.skill(skill.skill, day) is not None}
            if "skills" in same and any(taker.skill(skill, day) is None for skill in held):
                yield self._about(side, taker.id, "lacks_skills", "trade_settings.same")
            if "channels" in same and not _channels(giver) <= _channels(taker):
                yield self._about(side, taker.id, "lacks_channels", "trade_settings.same")
        for likeness, code, read in (
            ("site", "trade.site_differs", [agent.site for agent in people]),
            ("role", "trade.role_differs", [agent.role for agent in people]),
            ("contract", "trade.contract_differs", [agent.contract.name for agent in people]),
        ):
            if likeness in same and read[0] != read[1]:
                yield _of_trade(code, "trade_settings.same")

    def _time(self, trade: Trade, situation: Situation) -> Iterator[Refusal]:
        settings = self.settings
        ahead = timedelta(hours=settings.min_hours_ahead)
        for side, agent_id, shift in _sides(trade):
            if shift is not None and shift.start <= situation.now:
                yield self._about(side, agent_id, "shift_begun", "trade_settings.min_hours_ahead")
            elif shift is not None and shift.start - situation.now < ahead:
                yield self._about(side, agent_id, "too_late", "trade_settings.min_hours_ahead")
            if situation.trades_this_week.get(agent_id, 0) >= settings.most_trades_per_week:
                yield self._about(side, agent_id, "trades_used_up", "trade_settings.most_trades_per_week")
        if trade.kind is TradeKind.OPEN_SHIFT and trade.given.start <= situation.now:
            yield self._about(Side.RECEIVER, trade.receiver, "shift_begun", "trade_settings.min_hours_ahead")
        if trade.taken is None:
            return
        if abs(trade.given.start - trade.taken.start) > timedelta(days=settings.most_days_apart):
            yield _of_trade("trade.too_far_apart", "trade_settings.most_days_apart")
        differs = abs(trade.given.paid_minutes - trade.taken.paid_minutes) > settings.paid_minutes_tolerated
        if differs and settings.unequal_paid_time is not Handling.ALLOW:
            yield _of_trade(
                "trade.paid_time_differs", "trade_settings.unequal_paid_time", settings.unequal_paid_time
            )

    def _activities(self, trade: Trade) -> Iterator[Refusal]:
        for side, agent_id, shift in _sides(trade):
            travels = {
                self.settings.activities.get(segment.activity, Travels.WITH_SHIFT)
                for segment in (shift.breaks if shift is not None else ())
            }
            if Travels.FORBIDS in travels:
                yield self._about(side, agent_id, "activity_forbidden", "trade_settings.activities")
            if Travels.WITH_AGENT in travels:
                yield self._about(side, agent_id, "activity_fixed", "trade_settings.activities")

    def _gaps(self, trade: Trade) -> Iterator[Refusal]:
        least = self.settings.min_minutes_between * MINUTE
        if not least:
            return
        for agent_id, shifts in self.after(trade).items():
            new = trade.given if agent_id == trade.receiver else trade.taken
            side = Side.RECEIVER if agent_id == trade.receiver else Side.INITIATOR
            known = sorted((*self._judge.carried_in(agent_id), *shifts), key=lambda each: each.start)
            if new is not None and any(
                timedelta(0) <= later.start - earlier.end < least
                for earlier, later in pairwise(known)
                if new.start in (earlier.start, later.start)
            ):
                yield self._about(side, agent_id, "gap_too_short", "trade_settings.min_minutes_between")

    def _rules(self, trade: Trade, difference: Difference) -> Iterator[Refusal]:
        sides = {trade.initiator: Side.INITIATOR, trade.receiver: Side.RECEIVER}
        for violation in difference.come:
            usual = Handling.DISALLOW if violation.required else Handling.ALLOW
            handling = self.settings.rules.get(violation.rule, usual)
            if handling is not Handling.ALLOW:
                agent_id = violation.place.agent
                side = Side.TEAM if agent_id is None else sides.get(agent_id, Side.TEAM)
                yield Refusal(
                    code=code_of_rule(side, violation.rule),
                    side=side,
                    agent=agent_id,
                    rule=violation.rule,
                    handling=handling,
                    message=violation.message,
                )

    def _service(self, difference: Difference, effects: Sequence[QueueEffect]) -> Iterator[Refusal]:
        settings = self.settings
        if difference.tiers.get(Tier.MUST_HAVE, 0) > 0 and settings.must_have_worse is not Handling.ALLOW:
            broken = _first(difference, Tier.MUST_HAVE)
            yield _of_trade("trade.must_have_worse", broken, settings.must_have_worse)
        lost = sum(effect.short_hours for effect in effects)
        if lost > settings.allowed_impact_hours + _HAIR and settings.service_worse is not Handling.ALLOW:
            yield _of_trade("trade.service_worse", "service_coverage", settings.service_worse)

    def _effects(self, difference: Difference) -> Iterator[QueueEffect]:
        priorities = {queue.id: queue.priority for queue in self._problem.queues}
        tenths: Counter[str] = Counter()
        for violations, sign in ((difference.come, 1), (difference.gone, -1)):
            for each in violations:
                if each.rule == "service_coverage" and each.place.queue is not None:
                    tenths[each.place.queue] += sign * each.excess // priorities[each.place.queue]
        hours = self._problem.interval_minutes / 60 / TENTHS
        for queue, count in sorted(tenths.items()):
            if count:
                yield QueueEffect(queue=queue, short_hours=count * hours)

    def _about(self, side: Side, agent_id: str | None, code: str, rule: str) -> Refusal:
        agent = self._judge.people.get(agent_id or "")
        name = agent.name if agent is not None else agent_id
        return Refusal(
            code=f"{side}.{code}",
            side=side,
            agent=agent_id,
            rule=rule,
            handling=Handling.DISALLOW,
            message=f"{name}: {BOTH_SIDES[code]}",
        )


_VANISHED = frozenset(
    {"unknown", "shift_gone", "shift_changed", "shift_outside", "with_oneself", "other_shift_missing"}
)
"""Without both people and their shifts there is nothing to ask the rules about."""


def moved(shift: Assignment, agent_id: str) -> Assignment:
    """The same shift as another agent's."""
    return shift.handed_to(agent_id)


def _sides(trade: Trade) -> Iterator[tuple[Side, str, Assignment | None]]:
    """Who takes part, with the shift they give away."""
    if trade.initiator is not None:
        yield Side.INITIATOR, trade.initiator, trade.given
    if trade.receiver is not None:
        yield Side.RECEIVER, trade.receiver, trade.taken


def _same(shift: Assignment, other: Assignment | None) -> bool:
    return other is not None and (
        (shift.template, shift.start, shift.end) == (other.template, other.start, other.end)
    )


def _channels(agent: Agent) -> frozenset[str]:
    # No list means every channel there is.
    return frozenset(Channel) if agent.channels is None else frozenset(agent.channels)


def _of_trade(code: str, rule: str, handling: Handling = Handling.DISALLOW) -> Refusal:
    return Refusal(code=code, side=Side.TRADE, agent=None, rule=rule, handling=handling, message=TRADE[code])


def _first(difference: Difference, tier: Tier) -> str:
    found: list[Violation] = [each for each in difference.come if each.tier is tier]
    return found[0].rule if found else tier.name.lower()


def _verdict(found: Sequence[Refusal], difference: Difference, effects: tuple[QueueEffect, ...]) -> Verdict:
    refusals = tuple(each for each in found if each.handling is Handling.DISALLOW)
    reviews = tuple(each for each in found if each.handling is Handling.REVIEW)
    return Verdict(
        outcome=Outcome.REFUSED if refusals else Outcome.REVIEW if reviews else Outcome.ALLOWED,
        refusals=refusals,
        reviews=reviews,
        score=tuple(
            TierChange(tier=tier, change=change) for tier, change in sorted(difference.tiers.items())
        ),
        service=effects,
        breaks=difference.come,
        mends=difference.gone,
    )
