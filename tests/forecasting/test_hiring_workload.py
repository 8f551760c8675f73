"""Monthly agents from workload, paid hours and the inflation of a staffed week."""

from datetime import date

import pytest

from forecasting.hiring.workload import QueueMonth, VolumeQuantiles, monthly_agents, staffing_inflation
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import a_request, an_email_request

FEBRUARY = date(2027, 2, 1)
SHRINKAGE = ({"name": "sick", "share": 0.2},)


def a_queue(**changes: object) -> QueueMonth:
    fields = {
        "queue": "orders",
        "volume": VolumeQuantiles(p50=8000, p80=10_000, p95=12_000),
        "handle_seconds": 360.0,
        "inflation": 1.25,
    }
    return QueueMonth(**(fields | changes))  # type: ignore[arg-type]


def test_agents_are_inflated_hours_over_productive_hours() -> None:
    agents = monthly_agents(FEBRUARY, (a_queue(),), weekly_hours=40, shrinkage=0.2)
    # 8,000 contacts of 6 minutes are 800 hours, 1,000 with waiting time; 28 days of 40 h a week are 160 paid.
    assert agents.workload_hours == pytest.approx(800)
    assert agents.agent_hours == pytest.approx(1000)
    assert agents.paid_hours_per_agent == pytest.approx(160)
    assert agents.required.p50 == pytest.approx(1000 / 128)
    assert agents.required.p80 == pytest.approx(1250 / 128)
    assert agents.required.p95 == pytest.approx(1500 / 128)


def test_queues_add_up_by_the_share_that_the_cell_takes() -> None:
    half = a_queue(queue="returns", share=0.5)
    both = monthly_agents(FEBRUARY, (a_queue(), half), weekly_hours=40, shrinkage=0.0)
    assert both.required.p50 == pytest.approx(1.5 * 1000 / 160)


def test_no_contacts_need_nobody() -> None:
    none = a_queue(volume=VolumeQuantiles(p50=0, p80=0, p95=0))
    assert monthly_agents(FEBRUARY, (none,), weekly_hours=40, shrinkage=0.3).required.p95 == 0.0
    assert monthly_agents(FEBRUARY, (), weekly_hours=40, shrinkage=0.3).required.p50 == 0.0


def test_inflation_is_what_goals_add_to_the_work_before_shrinkage() -> None:
    requirement = staff_requirements(a_request(shrinkage=SHRINKAGE, handle_seconds=240.0))
    work = 20 * 240 / 900
    assert staffing_inflation(requirement) == pytest.approx(requirement.agents_net[0] / work)
    bigger = staff_requirements(a_request(volume=(200.0,) * 8, handle_seconds=240.0))
    assert 1.0 < staffing_inflation(bigger) < staffing_inflation(requirement)
    mail = staff_requirements(an_email_request(shrinkage=SHRINKAGE))
    assert staffing_inflation(mail) > 1.0


def test_inflation_leaves_out_contacts_that_nobody_can_take() -> None:
    half = (1.0, 0.0) * 4
    requirement = staff_requirements(a_request(open=half, handle_seconds=60.0))
    assert staffing_inflation(requirement) == pytest.approx(requirement.agents_net[0] / (20 * 60 / 900))


def test_a_week_without_work_is_not_inflated() -> None:
    assert staffing_inflation(staff_requirements(a_request(volume=(0.0,) * 8))) == 1.0


@pytest.mark.parametrize(
    ("hours", "shrinkage", "named"),
    [(0.0, 0.1, "weekly_hours"), (200.0, 0.1, "weekly_hours"), (40.0, 1.0, "shrinkage")],
)
def test_hours_that_leave_nobody_productive_are_refused(hours: float, shrinkage: float, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        monthly_agents(FEBRUARY, (a_queue(),), weekly_hours=hours, shrinkage=shrinkage)
