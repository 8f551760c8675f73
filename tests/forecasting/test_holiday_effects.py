import numpy as np
import pytest

from forecasting.holiday_effects import learn_holiday_effects

WEEKDAYS = np.arange(400) % 7


def learnt(special, noise=0.05, effects=None):
    names = [special.get(day, "") for day in range(400)]
    logs = 5 + np.random.default_rng(2).normal(0, noise, 400)
    for day, name in special.items():
        logs[day] += (effects or {}).get(name, 0.0)
    return learn_holiday_effects(logs, names, WEEKDAYS)


def test_ordinary_days_are_left_as_they_are():
    assert learnt({}).factors(["", ""]).tolist() == [1, 1]


def test_holidays_that_differ_much_are_believed_at_once():
    effects = learnt({50: "quiet", 150: "loud", 250: "quiet"}, effects={"quiet": -1.0, "loud": 0.5})
    assert effects.factors(["quiet", "loud"]) == pytest.approx(np.exp([-1.0, 0.5]), rel=0.1)


def test_a_single_noisy_sighting_is_drawn_to_the_other_holidays():
    special = {20 * day: f"day {day}" for day in range(1, 19)}
    effects = learnt(special, noise=0.3, effects=dict.fromkeys(special.values(), -1.0))
    values = np.log(effects.factors(list(special.values())))
    assert values.std() < 0.2
    assert values.mean() == pytest.approx(-1.0, abs=0.2)


def test_an_unseen_holiday_is_like_any_and_an_unseen_neighbour_like_none():
    special = {100: "one", 200: "two", 300: "one"}
    effects = learnt(special, effects={"one": -0.7, "two": -0.7})
    unseen = effects.factors(["never seen", "day before never seen"])
    assert unseen == pytest.approx([np.exp(-0.6), 1.0], rel=0.1)


def test_no_effect_multiplies_by_more_than_two_and_a_half():
    effects = learnt({50: "rush", 150: "rush"}, effects={"rush": 3.0})
    assert effects.factors(["rush"])[0] == 2.5


def commuters(holidays):
    """Work days of e⁷, Saturdays of e⁶, Sundays of e⁵; holidays empty like Sundays."""
    names = ["feast" if day in holidays else "" for day in range(400)]
    usual = np.array([7.0, 7, 7, 7, 7, 6, 5])[WEEKDAYS]
    logs = np.where(np.isin(range(400), list(holidays)), 5.0, usual)
    return learn_holiday_effects(logs + np.random.default_rng(4).normal(0, 0.05, 400), names, WEEKDAYS)


def test_a_holiday_that_empties_a_work_day_is_taken_for_a_sunday():
    effects = commuters({50, 103, 201, 300, 348})
    assert effects.like == 6
    assert effects.weekdays(np.array([4, 5]), ["feast", ""]).tolist() == [6, 1]
    assert effects.factors(["feast"])[0] == pytest.approx(1, abs=0.1)


def test_two_holidays_are_too_few_to_tell_what_they_are_like():
    assert commuters({50, 201}).like is None
