"""Where shifts are worked and what skills they take: named cases."""

from datetime import date

import pytest

from solver.domain.geography import MappedPlace, kilometres
from solver.domain.people import AgentSkill
from solver.domain.selection import ShiftFilter
from solver.domain.trees import WordTree
from solver.rules.barred_shifts import BarredShifts
from solver.rules.home_distance import HomeDistance
from solver.rules.kinds_per_stretch import KindsPerStretch
from solver.rules.shift_skills import ShiftSkills
from solver.rules.travel_distance import TravelDistance
from solver.rules.travel_time import TravelTime
from tests.solver.builders import a_shift, a_template, an_agent
from tests.solver.rules.reading import daily, excess

GALWAY = MappedPlace(tag="galway", latitude=53.2707, longitude=-9.0568)
DUBLIN = MappedPlace(tag="dublin", latitude=53.3498, longitude=-6.2603)
PLACES = (GALWAY, DUBLIN)
OFFICES = [
    a_template("west", "08:00", hours=4, tags=frozenset({"galway"})),
    a_template("east", "14:00", hours=4, tags=frozenset({"dublin"})),
    a_template("from home", "19:00", hours=2),
]
WEST = a_shift(start="08:00", hours=4, template="west")
EAST = a_shift(start="14:00", hours=4, template="east")
ANNA = an_agent(tags=frozenset({"galway"}))


def test_distances_are_those_of_the_globe() -> None:
    assert kilometres(GALWAY, DUBLIN) == pytest.approx(186.0, abs=0.5)
    antipode = MappedPlace(tag="x", latitude=-53.2707, longitude=170.9432)
    assert kilometres(GALWAY, antipode) == pytest.approx(20_015, abs=1)
    across = (
        MappedPlace(tag="a", latitude=0, longitude=179.5),
        MappedPlace(tag="b", latitude=0, longitude=-179.5),
    )
    assert kilometres(*across) == pytest.approx(111.2, abs=0.1)


def test_nobody_works_a_hundred_and_eighty_kilometres_from_home() -> None:
    rule = HomeDistance(places=PLACES, most_km=180)
    assert excess(rule, WEST, agent=ANNA, templates=OFFICES) == 0
    assert excess(rule, EAST, agent=ANNA, templates=OFFICES) == 6


def test_who_lives_nowhere_known_may_work_anywhere_and_work_from_home_is_no_travel() -> None:
    rule = HomeDistance(places=PLACES, most_km=0)
    assert excess(rule, EAST, templates=OFFICES) == 0
    home = a_shift(start="19:00", hours=2, template="from home")
    assert excess(rule, home, agent=ANNA, templates=OFFICES) == 0


def test_two_hours_do_not_take_anyone_from_galway_to_dublin_at_sixty() -> None:
    assert excess(TravelTime(places=PLACES, km_per_hour=60), WEST, EAST, templates=OFFICES) == 1
    assert excess(TravelTime(places=PLACES, km_per_hour=100), WEST, EAST, templates=OFFICES) == 0


def test_a_change_of_place_takes_so_many_minutes_at_least() -> None:
    assert excess(TravelTime(places=PLACES, minutes=120), WEST, EAST, templates=OFFICES) == 0
    assert excess(TravelTime(places=PLACES, minutes=121), WEST, EAST, templates=OFFICES) == 1
    again = a_shift(start="13:00", hours=4, template="west")
    assert excess(TravelTime(places=PLACES, minutes=121), WEST, again, templates=OFFICES) == 0


def test_the_ways_of_a_week_are_summed_up_there_and_back() -> None:
    rule = TravelDistance(places=PLACES, most_km=400)
    assert excess(rule, EAST, agent=ANNA, templates=OFFICES, days=7) == 0
    tuesday = a_shift(day="2026-03-03", start="14:00", hours=4, template="east")
    assert excess(rule, EAST, tuesday, agent=ANNA, templates=OFFICES, days=7) == 2 * 372 - 400
    assert excess(TravelDistance(places=PLACES, most_km=0), EAST, templates=OFFICES, days=7) == 0


def test_places_are_kinds_of_shift_of_which_a_week_may_touch_one() -> None:
    rule = KindsPerStretch(kinds=frozenset({"galway", "dublin"}), most=1)
    assert excess(rule, WEST, EAST, templates=OFFICES, days=7) == 1
    assert excess(rule, WEST, *daily([1]), templates=OFFICES, days=7) == 0


def test_a_shift_may_take_one_of_several_languages() -> None:
    rule = ShiftSkills(skills=WordTree(any_of=frozenset({"german", "french"})))
    assert excess(rule, a_shift(), agent=an_agent(skills=["support", "french"])) == 0
    assert excess(rule, a_shift(), agent=an_agent(skills=["support"])) == 1


def test_a_skill_that_expired_or_is_weak_does_not_count_for_a_shift() -> None:
    expiring = AgentSkill(skill="german", proficiency=0.5, expires=date(2026, 3, 2))
    agent = an_agent(skills=[expiring])
    rule = ShiftSkills(skills=WordTree(all_of=frozenset({"german"})))
    assert excess(rule, *daily([0]), agent=agent, days=2) == 0
    assert excess(rule, *daily([1]), agent=agent, days=2) == 1
    strong = ShiftSkills(skills=WordTree(all_of=frozenset({"german"})), min_proficiency=0.6)
    assert excess(strong, *daily([0]), agent=agent, days=2) == 1
    enough = ShiftSkills(skills=WordTree(all_of=frozenset({"german"})), min_proficiency=0.5)
    assert excess(enough, *daily([0]), agent=agent, days=2) == 0


def test_trees_of_skills_know_and_or_and_not() -> None:
    tree = WordTree(
        either=(
            WordTree(all_of=frozenset({"german", "chat"})),
            WordTree(any_of=frozenset({"english"}), none_of=frozenset({"trainee"})),
        )
    )
    for skills, fits in (
        ({"german", "chat"}, True),
        ({"german"}, False),
        ({"english"}, True),
        ({"english", "trainee"}, False),
        ({"english", "trainee", "german", "chat"}, True),
    ):
        assert tree.holds(skills) == fits, skills


def test_a_preferred_skill_is_a_rule_with_a_price() -> None:
    rule = ShiftSkills(skills=WordTree(all_of=frozenset({"german"})), weight=3)
    assert not rule.required
    assert excess(rule, a_shift(), agent=an_agent()) == 1


def test_the_kinds_a_person_may_have_are_a_tree_of_tags() -> None:
    templates = [
        a_template("night voice", "22:00", tags=frozenset({"night", "voice"})),
        a_template("night mail", "22:00", tags=frozenset({"night", "mail"})),
        a_template("day voice", "09:00", tags=frozenset({"voice"})),
    ]
    neither_mail_nor_day = WordTree(
        either=(WordTree(none_of=frozenset({"night"})), WordTree(all_of={"mail"}))
    )
    rule = BarredShifts(shifts=ShiftFilter(tag_tree=neither_mail_nor_day))
    taken = {
        template.name: excess(rule, a_shift(start="22:00", template=template.name), templates=templates)
        for template in templates
    }
    assert taken == {"night voice": 0, "night mail": 1, "day voice": 1}


def test_a_tree_that_asks_for_nothing_or_goes_too_deep_is_refused() -> None:
    with pytest.raises(ValueError, match="name words"):
        WordTree()
    tree = WordTree(all_of=frozenset({"x"}))
    for _ in range(5):
        tree = WordTree(every=(tree,))
    with pytest.raises(ValueError, match="inside one another"):
        WordTree(every=(tree,))
