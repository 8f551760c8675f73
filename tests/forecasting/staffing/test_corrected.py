"""A requirement that a simulation has corrected says so, and keeps what the method itself asked for."""

import pytest

from forecasting.staffing.corrected import corrected_requirement
from forecasting.staffing.explanation import explain_interval
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import a_request


def test_corrections_add_up_and_are_explained_beside_the_methods_own_figure() -> None:
    staffed = staff_requirements(a_request())
    more = [agents + 0.6 for agents in staffed.agents]
    once = corrected_requirement(staffed, more, "round 0")
    twice = corrected_requirement(once, [agents + 0.5 for agents in more], "round 1")
    assert twice.correction == pytest.approx([1.1] * len(more))
    assert (twice.agents_net, twice.binding) == (staffed.agents_net, staffed.binding)
    assert all(heads >= agents for heads, agents in zip(twice.heads, twice.agents, strict=True))
    figures = {each.name: each for each in explain_interval(twice, 0).figures}
    assert figures["correction"].value == pytest.approx(1.1)
    assert figures["correction"].formula == "round 1"
    assert figures["agents"].formula.endswith("+ correction")
    assert "+1.1 of them by simulation" in explain_interval(twice, 0).summary
    assert "correction" not in {each.name for each in explain_interval(staffed, 0).figures}


@pytest.mark.parametrize(
    ("agents", "told"), [([1.0], "values"), ([-1.0], "at least 0"), ([float("nan")], "finite")]
)
def test_what_is_no_number_of_people_per_interval_is_refused(agents: list[float], told: str) -> None:
    staffed = staff_requirements(a_request())
    wanted = agents * (len(staffed.agents) + (told == "values"))
    with pytest.raises(ValueError, match=told):
        corrected_requirement(staffed, wanted, "round 0")
