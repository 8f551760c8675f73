"""Where rules about several people begin and end: who counts, in which minute and on whose clock."""

import pytest

from solver.domain.ownership import SiteOwner
from solver.domain.time import ClockWindow
from solver.domain.work import Channel
from solver.rule import Scope
from solver.rules.cohort_session import CohortSession
from solver.rules.contacts_at_once import ContactsAtOnce
from solver.rules.crew_hand_off import CrewHandOff
from solver.rules.escalation_duty import EscalationDuty, EscalationTier
from solver.rules.even_load import EvenLoad
from solver.rules.fair_burdens import FairBurdens
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.people_on_shift import PeopleOnShift
from solver.rules.queues_in_turn import QueuesInTurn
from solver.rules.site_hand_off import SiteHandOff
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_roster,
    a_segment,
    a_shift,
    a_template,
    an_agent,
    utc,
)
from tests.solver.rules.reading import excess_in, from_to

CALM = a_contract(max_weekly_minutes=0)
TINY = a_contract(max_weekly_minutes=1)
WINDOW = ClockWindow(start="10:00", end="12:00")


def test_sessions_are_the_same_when_they_begin_together_in_shifts_that_do_not() -> None:
    templates = [
        a_template(name, start, hours=8, breaks=[a_break(120, offset, offset, activity="training")])
        for name, start, offset in (("early", "07:00", 120), ("day", "08:00", 60))
    ]
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben")], templates=templates)
    session = a_segment(utc("2026-03-02 09:00"), 120, activity="training")
    shifts = [
        a_shift(agent, start=start, template=name, breaks=[session])
        for agent, start, name in (("anna", "07:00", "early"), ("ben", "08:00", "day"))
    ]
    assert excess_in(CohortSession(), problem, *shifts) == 0
    assert excess_in(CohortSession(), problem, shifts[0]) == 1


def test_a_locked_shift_no_template_offers_is_attended_all_the_same() -> None:
    training = a_template("training", "09:00", hours=2, breaks=[a_break(120, 0, 0, activity="training")])
    problem = a_problem(templates=[training])
    session = a_segment(utc("2026-03-02 10:00"), 120, activity="training")
    shift = a_shift(start="10:00", hours=2, template="training", breaks=[session])
    assert excess_in(CohortSession(), problem, shift.model_copy(update={"locked": True})) == 0
    assert excess_in(CohortSession(), problem, shift) == 1


def test_whoever_serves_one_queue_of_the_channel_holds_its_contacts() -> None:
    problem = a_problem(
        agents=[an_agent("anna", skills=["sales"])],
        queues=[a_queue(skill, channel=Channel.CHAT) for skill in ("sales", "repairs")],
        need={"sales": lambda start: 1.0 * (start.hour == 10)},
    )
    rule = ContactsAtOnce(channel=Channel.CHAT, usual=3)
    assert excess_in(rule, problem, a_shift()) == 0
    assert excess_in(rule, problem) == 3


@pytest.mark.parametrize(
    ("leaves", "arrives", "missing"),
    [
        ("14:30", "14:00", 0),
        ("14:29", "14:00", 1),
        ("14:30", "13:30", 0),
        ("14:30", "13:29", 1),
        ("14:30", "14:01", 1),
        ("14:00", "14:00", 1),
    ],
)
def test_crews_meet_for_the_whole_half_hour_after_the_change(leaves: str, arrives: str, missing: int) -> None:
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben")], interval_minutes=15)
    rule = CrewHandOff(zone="UTC", changes=["14:00"])
    old = from_to("2026-03-02 06:00", f"2026-03-02 {leaves}")
    new = from_to(f"2026-03-02 {arrives}", "2026-03-02 22:00", agent="ben")
    assert excess_in(rule, problem, old, new) == missing


def test_the_crew_that_is_missing_is_named() -> None:
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben")], interval_minutes=15)
    [missing] = CrewHandOff(zone="UTC", changes=["14:00"]).violations(
        problem, a_roster(from_to("2026-03-02 06:00", "2026-03-02 14:30"))
    )
    assert "arriving" in missing.message


def test_an_escalation_duty_is_held_while_a_queue_must_be_staffed_though_no_work_is_due() -> None:
    rule = EscalationDuty(tiers=(EscalationTier(name="first", holders=Scope(), backup=False),))
    agents, queues = [an_agent("anna", skills=[])], [a_queue("voice"), a_queue("mail")]
    staffed = a_problem(agents=agents, queues=queues, minimum={"mail": lambda start: start.hour in (9, 10)})
    assert excess_in(rule, staffed) == 2
    assert excess_in(rule, staffed, a_shift()) == 0
    due = a_problem(agents=agents, queues=queues, need={"mail": lambda start: 1.0 * (start.hour in (9, 10))})
    assert excess_in(rule, due) == 2


def test_changes_of_crews_are_judged_after_the_first_start_there_can_be_and_before_the_end() -> None:
    rule = CrewHandOff(zone="UTC", changes=["00:00"])
    assert excess_in(rule, a_problem()) == 0
    assert excess_in(rule, a_problem(days=3)) == 4
    assert excess_in(rule, a_problem(days=5)) == 8
    assert excess_in(rule, a_problem(lead_in_minutes=60)) == 2
    evening = CrewHandOff(zone="UTC", changes=["23:00"])
    assert excess_in(evening, a_problem(lead_in_minutes=60)) == 2
    assert excess_in(evening, a_problem(lead_in_minutes=61)) == 4


def test_who_owes_no_hours_has_no_part_in_what_is_fair_and_who_owes_a_minute_has() -> None:
    shifts = [a_shift("ben", start=start, hours=1) for start in ("06:00", "10:00")]
    for contract, above in ((CALM, 0), (TINY, 60)):
        problem = a_problem(agents=[an_agent("anna"), an_agent("ben", contract=contract)])
        assert excess_in(EvenLoad(tolerance=59), problem, *shifts) == above
    nights = [a_shift("ben", day=day, start="22:00") for day in ("2026-03-02", "2026-03-03")]
    for contract, above in ((CALM, 0), (TINY, 1)):
        problem = a_problem(agents=[an_agent("anna"), an_agent("ben", contract=contract)], days=3)
        assert excess_in(FairBurdens(), problem, *nights) == above


def test_shares_are_fair_within_a_site_or_across_the_team() -> None:
    agents = [
        an_agent("anna", site="dublin"),
        an_agent("ben", site="dublin"),
        an_agent("cleo", site="denver"),
    ]
    problem = a_problem(agents=agents, days=3)
    shifts = [a_shift("cleo", day="2026-03-02"), a_shift("cleo", day="2026-03-03")]
    assert excess_in(EvenLoad(of="shifts", within="site"), problem, *shifts) == 0
    assert excess_in(EvenLoad(of="shifts", within="team"), problem, *shifts) == 1


def test_nothing_is_carried_where_nothing_is_named_and_never_less_than_nothing() -> None:
    agents = [an_agent("anna", contract=a_contract(max_weekly_minutes=1_200)), an_agent("ben")]
    problem = a_problem(agents=agents, days=3)
    rule = EvenLoad(of="shifts")
    assert excess_in(rule, problem, a_shift()) == 0
    twice = [a_shift(), a_shift(day="2026-03-03")]
    assert excess_in(rule, problem, *twice) == 1
    assert excess_in(rule.model_copy(update={"carried": {"anna": -1}}), problem, *twice) == 1
    assert excess_in(rule.model_copy(update={"carried": {"ben": 4}}), problem, *twice) == 0


ON_SHIFT = (
    EscalationDuty(
        tiers=(EscalationTier(name="first", holders=Scope(), backup=False),), during="window", window=WINDOW
    ),
    PeopleOnShift(least=1, window=WINDOW),
    LeadOnDuty(during="window", window=WINDOW, roles=("associate",)),
)


@pytest.mark.parametrize("rule", ON_SHIFT, ids=lambda rule: rule.rule)
def test_a_window_is_read_on_the_clocks_of_its_zone_or_the_period_s(rule) -> None:
    there = from_to("2026-03-02 10:00", "2026-03-02 12:00", "America/Denver")
    problem = a_problem(zone="America/Denver")
    assert excess_in(rule, problem, there) == 0
    assert excess_in(rule, problem) == 2
    in_kolkata = rule.model_copy(update={"zone": "Asia/Kolkata"})
    # Ten to noon in Kolkata is 21:30 to 23:30 the evening before in Denver: one whole hour of the grid.
    assert excess_in(in_kolkata, problem) == 1
    assert (
        excess_in(in_kolkata, problem, from_to("2026-03-02 21:00", "2026-03-02 23:00", "America/Denver")) == 0
    )


@pytest.mark.parametrize("rule", ON_SHIFT, ids=lambda rule: rule.rule)
def test_a_window_beyond_the_date_line_is_judged_on_its_next_date_too(rule) -> None:
    early = rule.model_copy(
        update={"zone": "Pacific/Kiritimati", "window": ClockWindow(start="01:00", end="03:00")}
    )
    assert excess_in(early, a_problem()) == 2
    assert excess_in(early, a_problem(), from_to("2026-03-02 11:00", "2026-03-02 13:00")) == 0
    west = rule.model_copy(
        update={"zone": "Pacific/Pago_Pago", "window": ClockWindow(start="14:00", end="16:00")}
    )
    assert excess_in(west, a_problem(), from_to("2026-03-02 01:00", "2026-03-02 03:00")) == 0
    assert excess_in(west, a_problem()) == 2


def test_a_turn_ends_with_its_shift() -> None:
    turns = [{"template": "day", "queues": ["voice", "mail"], "minutes": [240]}]
    needs = [{"queue": "voice", "heads": [0] * 11 + [1, 1]}]
    rule = QueuesInTurn.model_validate({"turns": turns, "needs": needs, "of": "surplus"})
    missing = rule.model_copy(update={"of": "missing"})
    short = from_to("2026-03-02 09:00", "2026-03-02 12:00")
    assert excess_in(missing, a_problem(), short) == 1
    assert excess_in(missing, a_problem(), a_shift()) == 0
    assert excess_in(rule, a_problem(), a_shift()) == 2


OWNERS = (
    SiteOwner(site="manila", zone="UTC", starts="00:00"),
    SiteOwner(site="dublin", zone="UTC", starts="12:00"),
)
SITES = [an_agent("anna", site="manila"), an_agent("ben", site="dublin")]


def test_both_sites_are_there_at_a_hand_off_and_one_does_not_stand_for_the_other() -> None:
    rule = SiteHandOff(owners=OWNERS)
    problem = a_problem(agents=SITES)
    manila = from_to("2026-03-02 06:00", "2026-03-02 12:30")
    dublin = from_to("2026-03-02 12:00", "2026-03-02 20:00", agent="ben")
    assert excess_in(rule, problem, manila, dublin) == 0
    [missing] = rule.violations(problem, a_roster(manila))
    assert missing.place.site == "dublin"
    [missing] = rule.violations(problem, a_roster(dublin))
    assert missing.place.site == "manila"


def test_hand_offs_are_judged_after_the_first_start_there_can_be_and_before_the_end() -> None:
    rule = SiteHandOff(owners=OWNERS)
    assert excess_in(rule, a_problem(agents=SITES)) == 2
    assert excess_in(rule, a_problem(agents=SITES, days=2)) == 6
    assert excess_in(rule, a_problem(agents=SITES, lead_in_minutes=60)) == 4
    assert excess_in(rule, a_problem(agents=SITES, lead_in_minutes=720)) == 4
    assert excess_in(rule, a_problem(agents=SITES, lead_in_minutes=721)) == 6
