"""Availability, time off, qualified work and the kinds of shift chosen."""

from datetime import date

from solver.domain.people import AgentSkill, TimeOff
from solver.rules.availability import Availability
from solver.rules.qualified_work import QualifiedWork
from solver.rules.template_tags import TemplateTags
from solver.rules.time_off import TimeOffKept
from tests.solver.builders import a_queue, a_shift, a_span, a_template, an_agent
from tests.solver.rules.reading import excess, from_to

NINE_TO_FIVE = from_to("2026-03-02 09:00", "2026-03-02 17:00")


def test_an_agent_who_says_nothing_is_available() -> None:
    assert excess(Availability(), NINE_TO_FIVE) == 0


def test_a_shift_fits_an_available_span_to_the_minute() -> None:
    fits = an_agent(available=(a_span("2026-03-02 09:00", "2026-03-02 17:00"),))
    assert excess(Availability(), NINE_TO_FIVE, agent=fits) == 0
    short = an_agent(available=(a_span("2026-03-02 09:00", "2026-03-02 16:45"),))
    assert excess(Availability(), NINE_TO_FIVE, agent=short) == 15


def test_two_available_spans_that_meet_are_one() -> None:
    spans = (a_span("2026-03-02 12:00", "2026-03-02 17:00"), a_span("2026-03-02 08:00", "2026-03-02 13:00"))
    assert excess(Availability(), NINE_TO_FIVE, agent=an_agent(available=spans)) == 0


def test_no_available_span_at_all_means_never() -> None:
    assert excess(Availability(), NINE_TO_FIVE, agent=an_agent(available=())) == 480


def test_an_unavailable_hour_counts_once_inside_and_outside_available_spans() -> None:
    agent = an_agent(
        available=(a_span("2026-03-02 10:00", "2026-03-02 20:00"),),
        unavailable=(a_span("2026-03-02 09:30", "2026-03-02 10:30"),),
    )
    assert excess(Availability(), NINE_TO_FIVE, agent=agent) == 60 + 30


def test_a_shift_may_begin_the_minute_time_off_ends() -> None:
    before = an_agent(time_off=(TimeOff(span=a_span("2026-03-01 00:00", "2026-03-02 09:00")),))
    assert excess(TimeOffKept(), NINE_TO_FIVE, agent=before) == 0
    into = an_agent(time_off=(TimeOff(span=a_span("2026-03-01 00:00", "2026-03-02 09:01")),))
    assert excess(TimeOffKept(), NINE_TO_FIVE, agent=into) == 1


def test_a_skill_is_valid_until_the_end_of_its_last_local_date() -> None:
    auckland = an_agent(
        zone="Pacific/Auckland", skills=[AgentSkill(skill="support", expires=date(2026, 3, 2))]
    )
    on_the_day = a_shift(start="22:00", hours=4, zone="Pacific/Auckland")
    the_day_after = a_shift(start="12:00", hours=4)  # 01:00 on 3 March in Auckland
    assert excess(QualifiedWork(), on_the_day, agent=auckland) == 0
    assert excess(QualifiedWork(), the_day_after, agent=auckland) == 1


def test_a_skill_below_the_queue_s_proficiency_is_no_qualification() -> None:
    novice = an_agent(skills=[AgentSkill(skill="support", proficiency=0.4)])
    assert excess(QualifiedWork(), NINE_TO_FIVE, agent=novice, queues=[a_queue(min_proficiency=0.5)]) == 1
    assert excess(QualifiedWork(), NINE_TO_FIVE, agent=novice, queues=[a_queue(min_proficiency=0.4)]) == 0


def test_an_agent_without_the_channel_cannot_serve_its_queue() -> None:
    assert excess(QualifiedWork(), NINE_TO_FIVE, agent=an_agent(channels=("email",))) == 1


def test_a_role_with_other_work_needs_no_queue() -> None:
    assert excess(QualifiedWork(), NINE_TO_FIVE, agent=an_agent(skills=(), role="lead")) == 0
    assert excess(QualifiedWork(other_work=()), NINE_TO_FIVE, agent=an_agent(skills=(), role="lead")) == 1


def test_only_templates_that_bear_a_chosen_tag_or_none_are_used() -> None:
    templates = [
        a_template("day", tags=frozenset({"sun"})),
        a_template("night", "22:00", tags=frozenset({"moon"})),
        a_template("any"),
    ]
    shifts = [
        a_shift(day=f"2026-03-0{number}", template=name)
        for number, name in enumerate(("day", "night", "any"), 2)
    ]
    assert [
        excess(TemplateTags(tags=frozenset({"sun"})), shift, templates=templates) for shift in shifts
    ] == [0, 1, 0]
