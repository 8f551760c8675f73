"""The problems that callers of rosters can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class RosterNotBuilt(Problem):
    """The roster is {state}; its job tells more: {job}"""

    status = HTTPStatus.CONFLICT
    code = "roster.not_built"
    state: str
    job: str


@dataclass
class RosterNotDraft(Problem):
    """The roster is {state} and stays as it is; make a new version with previous_roster_id."""

    status = HTTPStatus.CONFLICT
    code = "roster.not_draft"
    state: str


@dataclass
class RosterNotPublished(Problem):
    """The roster is {state}: nobody has been told of it yet, so it has no calendar."""

    status = HTTPStatus.CONFLICT
    code = "roster.not_published"
    state: str


@dataclass
class RulesBroken(Problem):
    """The roster breaks required rules {violations} times; mend it, or publish with accept_broken_rules."""

    status = HTTPStatus.CONFLICT
    code = "roster.rules_broken"
    violations: int


@dataclass
class PublishedPartly(Problem):
    """A published roster from {first_date} over {days} days covers part of this period and days beyond it."""

    status = HTTPStatus.CONFLICT
    code = "roster.published_partly"
    first_date: str
    days: int


@dataclass
class AgentAtTwoPlaces(Problem):
    """An agent would be at two places at a time: a shift overlaps one that is published already."""

    status = HTTPStatus.CONFLICT
    code = "roster.agent_at_two_places"


@dataclass
class VersionMissing(Problem):
    """Say which version you have read: If-Match with the ETag of the roster."""

    status = HTTPStatus.PRECONDITION_REQUIRED
    code = "precondition.required"


@dataclass
class TeamUnknown(Problem):
    """No agent has the tag {team}, so there is no such team; the team of everyone is "all"."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "roster.team_unknown"
    team: str


@dataclass
class RuleSetOfAnotherModel(Problem):
    """The rule set is for {coverage_model}, not for the coverage model asked for."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "roster.rule_set_model"
    coverage_model: str


@dataclass
class TooFewSites(Problem):
    """Following the sun takes agents at two or more sites with clocks of their own; there are {sites}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "roster.too_few_sites"
    sites: int


@dataclass
class ProblemInvalid(Problem):
    """The period cannot be planned from what is stored: {reason}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "roster.problem_invalid"
    reason: str


@dataclass
class LockedShiftRefused(Problem):
    """The locked shift in {field} cannot be part of the roster: {reason}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "roster.locked_shift_refused"
    field: str
    reason: str


@dataclass
class ShiftFileRefused(Problem):
    """The file has {total} errors in {rows} rows, so nothing of it was taken; each names row, column and what
    was expected.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "roster.file_refused"
    errors: list[dict[str, object]]
    total: int
    rows: int
