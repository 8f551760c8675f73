"""The demonstration: next week's forecast, requirement and rosters, asked for over HTTP and never twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from app.example.caller import Caller, CallFailedError
from app.rule_sets.schemas import CoverageModel

DAYS = 7
PUBLISHED = CoverageModel.FOLLOW_THE_SUN
"""The model whose roster is published when none of the week is."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """What was planned, as the service tells it; ``loop`` tried the published roster."""

    first_date: date
    forecast: dict[str, Any]
    requirement: dict[str, Any]
    side_by_side: dict[str, Any]
    published: dict[str, Any]
    loop: dict[str, Any] | None
    hiring: dict[str, Any]

    @property
    def dates(self) -> tuple[date, ...]:
        """The seven dates of the week."""
        return tuple(self.first_date + timedelta(days=number) for number in range(DAYS))


def next_monday(today: date) -> date:
    """The first Monday after ``today``."""
    return today + timedelta(days=7 - today.weekday())


def plan_week(caller: Caller, first_date: date, seconds: float, tell: Tell) -> PlannedWeek:
    """Plan the week from ``first_date``, each model's roster in ``seconds``; what is there is taken as it is.

    Raises CallFailedError.
    """
    _finish_what_was_begun(caller, tell)
    # A day more on either side: the week of one zone begins and ends within other days elsewhere.
    begins = first_date - timedelta(days=1)
    forecast = _made(caller, "/v1/forecasts", begins)
    if forecast is None:
        asked = {"first_date": begins.isoformat(), "days": DAYS + 2}
        forecast = _made_now(caller, "/v1/forecasts", asked, "forecast with backtest", tell)
    requirement = _made(caller, "/v1/requirements", begins)
    if requirement is None:
        asked = {"forecast_id": forecast["id"]}
        requirement = _made_now(caller, "/v1/requirements", asked, "agents required", tell)
    side_by_side = _rosters(caller, first_date, seconds, tell)
    published = _published(caller, side_by_side, seconds, tell)
    return PlannedWeek(
        first_date=first_date,
        forecast=forecast,
        requirement=requirement,
        side_by_side=_side_by_side(caller, first_date),
        published=published,
        loop=_loop(caller, published),
        hiring=_hiring(caller, tell),
    )


def _finish_what_was_begun(caller: Caller, tell: Tell) -> None:
    jobs = caller.get("/v1/jobs", state="queued")["items"] + caller.get("/v1/jobs", state="running")["items"]
    for job in jobs:
        caller.finish(job, _Line(f"{job['kind'].replace('_', ' ')}, begun before", tell))


def _made(caller: Caller, path: str, first_date: date) -> dict[str, Any] | None:
    """The newest ready one from that date on, whole; None where there is none."""
    found = None
    page = caller.get(path)
    while True:
        for each in page["items"]:
            if each["state"] == "ready" and each["first_date"] == first_date.isoformat():
                found = each["id"]
        if page["next_cursor"] is None:
            return None if found is None else caller.get(f"{path}/{found}")
        page = caller.get(path, cursor=page["next_cursor"])


def _made_now(
    caller: Caller, path: str, asked: Mapping[str, object], what: str, tell: Tell
) -> dict[str, Any]:
    job = caller.finish(caller.begin(path, asked), _Line(what, tell))
    made: dict[str, Any] = caller.get(job["links"]["result"])
    return made


def _rosters(caller: Caller, first_date: date, seconds: float, tell: Tell) -> dict[str, Any]:
    there = {each["roster"]["coverage_model"] for each in _side_by_side(caller, first_date)["rosters"]}
    jobs = [
        (
            model,
            caller.begin(
                "/v1/rosters",
                {
                    "first_date": first_date.isoformat(),
                    "days": DAYS,
                    "coverage_model": model,
                    "seconds": seconds,
                },
            ),
        )
        for model in CoverageModel
        if model not in there
    ]
    for model, job in jobs:
        caller.finish(job, _Line(f"roster {model.replace('_', ' ')}", tell))
    return _side_by_side(caller, first_date)


def _side_by_side(caller: Caller, first_date: date) -> dict[str, Any]:
    found: dict[str, Any] = caller.get("/v1/rosters/side-by-side", first_date=first_date, days=DAYS)
    return found


def _published(caller: Caller, side_by_side: Mapping[str, Any], seconds: float, tell: Tell) -> dict[str, Any]:
    """The week's published roster; if there is none, one is tried, mended if that helps, and published."""
    rosters = {each["roster"]["coverage_model"]: each["roster"] for each in side_by_side["rosters"]}
    for roster in rosters.values():
        if roster["state"] == "published":
            return dict(roster)
    model, chosen = PUBLISHED.replace("_", " "), rosters[PUBLISHED]["id"]
    asked = {"rounds": 1, "seconds": seconds}
    begun = caller.begin(f"/v1/rosters/{chosen}:close-the-loop", asked)
    job = caller.finish(begun, _Line(f"the {model} roster on simulated contacts", tell))
    better = caller.get(job["links"]["result"])["result_roster_id"]
    address = f"/v1/rosters/{better or chosen}"
    tell(f"publishing the {model} roster")
    version = caller.answer("GET", address).headers["etag"]
    published: dict[str, Any] = caller.answer("POST", f"{address}:publish", **{"If-Match": version}).body
    return published


def _loop(caller: Caller, published: Mapping[str, Any]) -> dict[str, Any] | None:
    """The newest loop that led to the published roster, or that left it as it is; None without any."""
    for roster in (published["id"], published["parent_id"]):
        for loop in [] if roster is None else caller.get(f"/v1/rosters/{roster}/loops"):
            if loop["log"] is not None and published["id"] in (loop["roster_id"], loop["result_roster_id"]):
                return dict(loop)
    return None


def _hiring(caller: Caller, tell: Tell) -> dict[str, Any]:
    try:
        answer = caller.answer("GET", "/v1/hiring-gap")
    except CallFailedError as failed:
        # The last attempt at it came to nothing: this one is a new one.
        if failed.status != HTTPStatus.CONFLICT:
            raise
        answer = caller.answer("POST", "/v1/hiring-gap", {})
    if answer.status == HTTPStatus.ACCEPTED:
        caller.finish(answer.body, _Line("hiring gap of the coming year", tell))
        answer = caller.answer("GET", "/v1/hiring-gap")
    report: dict[str, Any] = answer.body
    return report


class _Line:
    """Tells what a job is, and each new phase of it."""

    def __init__(self, what: str, tell: Tell) -> None:
        self._tell, self._phase = tell, ""
        tell(what)

    def __call__(self, progress: Mapping[str, Any]) -> None:
        phase = str(progress.get("phase", ""))
        if phase and phase != self._phase:
            self._phase = phase
            self._tell(f"  {phase}")
