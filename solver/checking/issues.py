"""The kinds of issue there are: stable codes, how grave they are, what they say and what to do."""

from enum import StrEnum

from solver.domain.document import Document


class Severity(StrEnum):
    """``error``: no roster keeps what is required. ``warning``: something asked cannot come true or matches
    nothing. ``information``: worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class IssueKind(Document):
    """One kind of issue; ``code`` never changes once published. ``says`` is filled with an issue's values."""

    code: str
    severity: Severity
    about: str
    says: str
    remedy: str


class Issue(Document):
    """An issue found. ``where`` is the path of the document or field, such as ``rules[3].shifts.tags``."""

    code: str
    severity: Severity
    where: str
    message: str
    remedy: str
    values: dict[str, str | int | float]


def _kind(code: str, severity: Severity, about: str, says: str, remedy: str) -> IssueKind:
    return IssueKind(code=code, severity=severity, about=about, says=says, remedy=remedy)


ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION

KINDS: tuple[IssueKind, ...] = (
    _kind(
        "rule_not_understood",
        ERROR,
        "a rule's parameters",
        "{rule}: {fault}",
        "Write the rule as GET /v1/rules describes it; its parameters have ranges of their own.",
    ),
    _kind(
        "unknown_agent_tag",
        WARNING,
        "a rule's words",
        "No agent bears the tag {word}.",
        "Correct the tag, give it to somebody, or leave it out.",
    ),
    _kind(
        "unknown_template_tag",
        WARNING,
        "a rule's or a wish's words",
        "No shift template bears the tag {word}.",
        "Correct the tag, give it to a template, or leave it out.",
    ),
    _kind(
        "unknown_place",
        WARNING,
        "a rule's words",
        "Neither an agent nor a shift template bears the tag {word} of a place.",
        "Correct the tag of the place, or leave the place out.",
    ),
    _kind(
        "unknown_template",
        WARNING,
        "a rule's or a contract's words",
        "There is no shift template {word}.",
        "Correct the name of the template, or leave it out.",
    ),
    _kind(
        "unknown_agent",
        WARNING,
        "a rule's words",
        "There is no agent {word} in this problem.",
        "Correct the agent's id, or leave it out.",
    ),
    _kind(
        "unknown_site",
        WARNING,
        "a rule's, a queue's or a template's words",
        "No agent belongs to the site {word}.",
        "Correct the name of the site, or leave it out.",
    ),
    _kind(
        "unknown_role",
        WARNING,
        "a rule's or a template's words",
        "No agent has the role {word}.",
        "Correct the name of the role, or leave it out.",
    ),
    _kind(
        "unknown_skill",
        WARNING,
        "a rule's or a queue's words",
        "No agent has the skill {word}.",
        "Correct the name of the skill, or give it to somebody.",
    ),
    _kind(
        "empty_scope",
        WARNING,
        "a rule's scope",
        "The rule {rule} is about nobody: no agent meets all that its scope names.",
        "Widen the scope, or take the rule out.",
    ),
    _kind(
        "said_twice",
        INFORMATION,
        "a rule set",
        "The rule {rule} says the same as {other}.",
        "Take one of the two out.",
    ),
    _kind(
        "cyclic_pairing",
        ERROR,
        "required pairings",
        "Shifts paired by {rules} follow one another without end: each asks for the next, the last for the "
        "first.",
        "Leave one of the pairings out, or make it preferred.",
    ),
    _kind(
        "contradicting_pairings",
        ERROR,
        "required pairings",
        "The rule {rule} asks shifts to go together that {other} keeps apart.",
        "Leave one of the two out, or make it preferred.",
    ),
    _kind(
        "rotation_longer_than_period",
        WARNING,
        "rotations",
        "The rotation of {rule} takes {days} days, the period has {period}: some steps do not come up in it.",
        "Plan a longer period, or take it that the rest follows in the next one.",
    ),
    _kind(
        "rotation_step_without_shift",
        ERROR,
        "rotations",
        "Step {step} of the rotation of {rule} has a kind of shift that no template offers.",
        "Correct the step, or add a template of that kind.",
    ),
    _kind(
        "rotation_against_run",
        ERROR,
        "rotations",
        "The rotation of {rule} has {days} days of work in a row, {other} allows {most}.",
        "Put a day off into the rotation, or allow the longer run.",
    ),
    _kind(
        "contradicting_limits",
        ERROR,
        "required limits",
        "The rule {rule} asks for at least {least}, {other} allows at most {most} of the same.",
        "Lower the one or raise the other, or give them different people, dates or shifts.",
    ),
    _kind(
        "contradicting_layers",
        ERROR,
        "rules in layers",
        "{source} asks by {rule} for at least {least}, {elsewhere} allows by {other} at most {most} of the "
        "same.",
        "Change one of the two layers, or let the later one override the earlier by kind and name.",
    ),
    _kind(
        "law_overridden",
        WARNING,
        "rules in layers",
        "{by} takes the place of {rule} ({citation}) of {source}.",
        "Make sure the law allows it, or let the rule tighten instead of override.",
    ),
    _kind(
        "contract_below_law",
        WARNING,
        "contracts",
        "The contract {contract} says {field} {own}; {rule} ({citation}) of {source} asks for {bound} "
        "{asked}, which holds.",
        "Write what holds into the contract.",
    ),
    _kind(
        "days_off_against_days_of_work",
        ERROR,
        "required limits",
        "{rule} asks for {least} days of work a week, {other} for {off} days off: together more than seven.",
        "Ask for fewer days of work, or for fewer days off.",
    ),
    _kind(
        "contract_hours_unreachable",
        WARNING,
        "contracts",
        "The contract {contract} promises {minutes} minutes a week, its {days} days of {daily} minutes hold "
        "{most}.",
        "Promise fewer hours, or allow longer days or more of them.",
    ),
    _kind(
        "contract_hours_not_offered",
        WARNING,
        "contracts",
        "The contract {contract} of {agent} promises {minutes} minutes a week; the longest shifts open to "
        "them make up {most} in {days} days.",
        "Offer longer shifts, or promise fewer hours.",
    ),
    _kind(
        "no_agents",
        WARNING,
        "the problem",
        "There are no agents: nothing can be covered.",
        "Add the people to plan for.",
    ),
    _kind(
        "no_templates",
        WARNING,
        "the problem",
        "There are no shift templates: no shift can be offered.",
        "Add shift templates.",
    ),
    _kind(
        "nothing_required",
        INFORMATION,
        "the problem",
        "No queue requires anybody in this period.",
        "Staff the period first, where work is expected.",
    ),
    _kind(
        "queue_without_people",
        WARNING,
        "queues",
        "Nobody has what {queue} needs: {needs}.",
        "Train or hire somebody, or correct the queue's skills, channel and sites.",
    ),
    _kind(
        "minimum_above_people",
        WARNING,
        "queues",
        "{queue} must have {minimum} people at {start}, only {people} can serve it.",
        "Lower the minimum, or enable more people.",
    ),
    _kind(
        "hours_without_template",
        WARNING,
        "queues",
        "{queue} requires people at {start}, when no template lets anyone who can serve it work.",
        "Offer shifts at those hours, or take the requirement out ({intervals} intervals in all).",
    ),
    _kind(
        "template_open_to_nobody",
        WARNING,
        "shift templates",
        "Nobody may work the template {template}: no agent has its site, its role and a contract that names "
        "it.",
        "Correct its sites and roles or the contracts' templates, or take it out.",
    ),
    _kind(
        "template_without_weekday",
        WARNING,
        "shift templates",
        "The template {template} has no weekday.",
        "Give it weekdays, or take it out.",
    ),
    _kind(
        "template_never_occurs",
        WARNING,
        "shift templates",
        "In this period the template {template} offers no shift: its weekdays, its window of ends or the "
        "clock of a break leave none.",
        "Widen them.",
    ),
    _kind(
        "template_too_long",
        WARNING,
        "shift templates",
        "Even the shortest shift of {template} has {minutes} paid minutes, no contract of those it is open "
        "to allows more than {most} a day.",
        "Add a shorter length, or allow longer days.",
    ),
    _kind(
        "starts_off_the_grid",
        INFORMATION,
        "shift templates",
        "Shifts of {template} begin or end between the planning intervals of {interval} minutes; the part "
        "intervals at their edges cover nothing.",
        "Let starts and lengths be multiples of the interval, or plan by shorter intervals.",
    ),
    _kind(
        "break_off_the_grid",
        INFORMATION,
        "shift templates",
        "The {activity} {name} of {template} takes {minutes} minutes and costs coverage in whole intervals "
        "of {interval} minutes.",
        "Plan by shorter intervals where that matters.",
    ),
    _kind(
        "agent_without_work",
        WARNING,
        "agents",
        "{agent} can serve no queue in this period.",
        "Give them skills and channels, or leave them out.",
    ),
    _kind(
        "agent_without_template",
        WARNING,
        "agents",
        "No shift template is open to {agent}.",
        "Open a template to their site, role and contract, or leave them out.",
    ),
    _kind(
        "agent_never_available",
        INFORMATION,
        "agents",
        "{agent} is absent or unavailable through all of the period.",
        "Nothing, where that is so.",
    ),
    _kind(
        "skill_expires",
        INFORMATION,
        "agents",
        "The skill {skill} of {agent} expires on {date}, inside the period.",
        "Renew it, or plan without it from then on.",
    ),
    _kind(
        "wish_outside_period",
        INFORMATION,
        "agents",
        "A wish of {agent} from {start} to {end} lies outside the period.",
        "Nothing: it counts in the period it lies in.",
    ),
    _kind(
        "cohort_without_people",
        WARNING,
        "programmes",
        "Nobody of the cohort {cohort} of {programme} is planned in this period.",
        "Correct its agents and tags, or take the cohort out.",
    ),
    _kind(
        "programme_without_facilitator",
        WARNING,
        "programmes",
        "None of the facilitators of {programme} is planned in this period: it is not held.",
        "Name a facilitator who is there, or none.",
    ),
    _kind(
        "deadline_missed",
        WARNING,
        "programmes",
        "{programme} was due by {deadline}, and no session of the cohort {cohort} was announced.",
        "Set a later deadline, or end the programme.",
    ),
    _kind(
        "session_beyond_shifts",
        WARNING,
        "sessions",
        "No shift that {agent} may work is as long as {session}: {minutes} minutes ({people} such people).",
        "Shorten it, or open a longer template to them.",
    ),
)
"""Every kind of issue, in the order they are looked for."""

BY_CODE = {kind.code: kind for kind in KINDS}


def issue(code: str, where: str, **values: str | int | float) -> Issue:
    """An issue of the kind, its sentence filled in."""
    kind = BY_CODE[code]
    return Issue(
        code=code,
        severity=kind.severity,
        where=where,
        message=kind.says.format(**values),
        remedy=kind.remedy.format(**values),
        values=values,
    )
