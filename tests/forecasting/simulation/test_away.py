"""Shrinkage by turns: as much as is owed, other people each time, and nothing but what was there."""

import pytest

from forecasting.simulation.away import AWAY_SECONDS, Stretches, turns_of
from forecasting.simulation.simulate import simulate
from tests.forecasting.simulation.builders import a_queue, a_request, a_team, an_agent, stretch

DAY = 24 * 60.0


def kept(people: int, share: float, replication: int = 0) -> tuple[Stretches, ...]:
    team = a_team(people, on_duty=(stretch(0, DAY),), shrinkage=share)
    return turns_of(a_request(agents=team)).of(1, replication)


def there(stretches: tuple[Stretches, ...], moment: float) -> int:
    return sum(1 for own in stretches for since, until in own if since <= moment < until)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.85])
def test_in_every_block_no_more_than_an_agent_is_away_beyond_what_is_owed(share: float) -> None:
    for replication in range(5):
        found = kept(7, share, replication)
        for block in range(12):
            assert abs(7 * (1 - share) - there(found, block * AWAY_SECONDS)) <= 1


@pytest.mark.parametrize("people", [1, 2, 5])
def test_every_block_loses_its_share_on_average_however_small_the_team(people: int) -> None:
    many = 600
    drawn = [kept(people, 0.3, replication) for replication in range(many)]
    for block in range(12):
        seen = sum(there(each, block * AWAY_SECONDS) for each in drawn) / many
        assert seen == pytest.approx(0.7 * people, abs=0.08)


def test_without_shrinkage_all_time_is_kept_in_one_piece() -> None:
    assert kept(2, 0.0) == ([(0.0, 86400.0)], [(0.0, 86400.0)])


def test_each_group_pays_its_own_shrinkage_and_breaks_stay_breaks() -> None:
    team = (
        an_agent("ann", ("orders",), on_duty=(stretch(60, 240), stretch(300, 540)), shrinkage=0.5),
        an_agent("ben", ("chats",), on_duty=(stretch(0, DAY),)),
    )
    queues = (a_queue(96), a_queue(96, name="chats"))
    ann, ben = turns_of(a_request(queues, team)).of(1, 3)
    assert ben == [(0.0, 86400.0)]
    assert ann
    assert all(3600 <= since < until <= 14400 or 18000 <= since < until <= 32400 for since, until in ann)


def test_the_same_seed_gives_the_same_turns_and_shrinkage_costs_service() -> None:
    request = a_request(agents=a_team(9, shrinkage=0.25))
    level = simulate(request).of("orders").total.service_level.value
    assert level == simulate(request).of("orders").total.service_level.value
    whole = simulate(a_request(agents=a_team(9))).of("orders").total.service_level.value
    assert level is not None
    assert whole is not None
    assert level < whole - 0.05
