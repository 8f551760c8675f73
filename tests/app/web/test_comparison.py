"""The comparison on the page: hires of each model and the price of fairness."""

from datetime import UTC, date, datetime
from uuid import UUID

from app.comparisons.schemas import ComparisonBody, ComparisonDocument, ComparisonRead
from app.forecasts.schemas import PlanState
from app.rosters.schemas import SideBySide
from app.web.choice import Choice
from app.web.comparison import comparison_of
from solver.comparing import FairnessPoint

MONDAY = date(2026, 3, 2)


def a_point(most_above: int | None, **fields: object) -> FairnessPoint:
    return FairnessPoint.model_validate(
        {
            "most_above": most_above,
            "possible": True,
            "adopted": False,
            "service": 10,
            "service_bound": 8,
            "cost": 200,
            "cost_bound": 150,
            "cost_gap": 0.25,
            "unfairness": 3,
            "fairness": 0.9,
            "paid_hours": 50,
            "money": 1234.0,
            "coverage": 0.95,
            "seconds": 1,
            **fields,
        }
    )


def compared(*points: FairnessPoint, first_date: date = MONDAY) -> ComparisonRead:
    asked = {"first_date": first_date, "fairness": {"option": "distributed"}}
    return ComparisonRead(
        id=UUID(int=1),
        state=PlanState.READY,
        first_date=first_date,
        days=7,
        team="all",
        asked=ComparisonBody.model_validate(asked),
        rosters={},
        result=ComparisonDocument(
            problem_digest="d", same_problem=True, options=(), fairness=points, agents={}
        ),
        job="/v1/jobs/1",
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        ready_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


def shown(found: ComparisonRead | None) -> tuple[tuple[str, str, str], ...]:
    beside = SideBySide(first_date=MONDAY, days=7, team="all", same_problem=False, rosters=())
    return tuple((row.limit, row.cost, row.gap) for row in comparison_of(beside, Choice(), found).curve)


def test_each_point_of_the_curve_has_its_cost_and_its_gap() -> None:
    points = (a_point(0, possible=False), a_point(2), a_point(None, adopted=True))
    assert shown(compared(*points)) == (
        ("at most 0 above", "no such roster found", "–"),
        ("at most 2 above", "1,234", "25.0 %"),
        ("no limit", "1,234", "found under another limit"),
    )


def test_a_comparison_of_another_week_or_none_draws_no_curve() -> None:
    assert shown(None) == ()
    assert shown(compared(a_point(0), first_date=date(2026, 3, 9))) == ()
