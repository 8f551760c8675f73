"""What a roster of a published instance costs and what it breaks, from the texts alone: nothing of Sundial is
used, nor anything the reader of instances is made of.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

DAY = 1440
STARTS = ((360, 600), (840, 1080), (1200, 1440))
"""Minutes of the day at which shifts with activities may start, both ends included."""


@dataclass
class Verdict:
    """Cost, and what is broken in words."""

    cost: int = 0
    broken: list[str] = field(default_factory=list)


def judge(instance: Path, roster: Path) -> Verdict:
    """The verdict on a roster file: staff,day,shift or staff,first,last,task (minutes since day 1, 00:00)."""
    sections = _sections(instance)
    with roster.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return _shifts(sections, rows) if "SHIFTS" in sections else _activities(sections, rows)


def _sections(path: Path) -> dict[str, list[list[str]]]:
    sections: dict[str, list[list[str]]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("SECTION_"):
            name = text[8:]
            sections[name] = []
        elif text:
            sections[name].append([part.strip() for part in text.split(",")])
    return sections


def _shifts(sections: dict[str, list[list[str]]], rows: list[list[str]]) -> Verdict:
    verdict = Verdict()
    days = int(sections["HORIZON"][0][0])
    minutes = {name: int(length) for name, length, *_ in sections["SHIFTS"]}
    after = {name: set(barred.split("|")) - {""} for name, _, barred in sections["SHIFTS"]}
    plan: dict[str, list[str]] = {row[0]: [""] * days for row in sections["STAFF"]}
    for person, day, shift in rows:
        if plan[person][int(day)] or shift not in minutes:
            verdict.broken.append(f"{person} has a second or unknown shift on day {day}")
        plan[person][int(day)] = shift
    off: defaultdict[str, set[int]] = defaultdict(set)
    for person, *free in sections["DAYS_OFF"]:
        off[person] |= {int(day) for day in free}
    for person, limits, *numbers in sections["STAFF"]:
        line = plan[person]
        verdict.broken += [
            f"{person}: {found}"
            for found in _of_person(line, limits, [int(number) for number in numbers], minutes, after)
        ]
        verdict.broken += [f"{person}: works on day off {day}" for day in sorted(off[person]) if line[day]]
    for sign, name in ((True, "SHIFT_ON_REQUESTS"), (False, "SHIFT_OFF_REQUESTS")):
        for person, day, shift, weight in sections[name]:
            if (plan[person][int(day)] == shift) != sign:
                verdict.cost += int(weight)
    for day, shift, wanted, under, over in sections["COVER"]:
        there = sum(line[int(day)] == shift for line in plan.values())
        missing = int(wanted) - there
        verdict.cost += int(under) * max(0, missing) + int(over) * max(0, -missing)
    return verdict


def _of_person(
    line: list[str], limits: str, numbers: list[int], minutes: dict[str, int], after: dict[str, set[str]]
) -> list[str]:
    most_minutes, least_minutes, longest, shortest, shortest_off, weekends = numbers
    broken = []
    counts = Counter(line)
    for limit in filter(None, limits.split("|")):
        shift, most = limit.split("=")
        if counts[shift] > int(most):
            broken.append(f"{counts[shift]} shifts {shift}, at most {most}")
    total = sum(minutes[shift] for shift in line if shift)
    if not least_minutes <= total <= most_minutes:
        broken.append(f"{total} minutes, from {least_minutes} to {most_minutes}")
    broken += [
        f"{late} after {early} on day {day}"
        for day, (early, late) in enumerate(pairwise(line), 1)
        if early and late in after[early]
    ]
    first = 0
    for day in range(1, len(line) + 1):
        if day < len(line) and bool(line[day]) == bool(line[first]):
            continue
        length, inside = day - first, first > 0 and day < len(line)
        if line[first] and length > longest:
            broken.append(f"{length} days of work from day {first}, at most {longest}")
        if inside and length < (shortest if line[first] else shortest_off):
            broken.append(f"a run of {length} days from day {first} is too short")
        first = day
    worked = sum(any(line[day : day + 2]) for day in range(5, len(line), 7))
    if worked > weekends:
        broken.append(f"{worked} weekends, at most {weekends}")
    return broken


def _activities(sections: dict[str, list[list[str]]], rows: list[list[str]]) -> Verdict:
    verdict = Verdict()
    blocks: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for person, first, last, task in rows:
        blocks[person].append((int(first), int(last), task))
    cover: Counter[tuple[int, str]] = Counter()
    days = int(sections["HORIZON"][0][0])
    for person, least, most in sections["STAFF"]:
        found = sorted(blocks.pop(person, []))
        verdict.broken += [f"{person}: {text}" for text in _blocks(found, int(least), int(most), days)]
        for first, last, task in found:
            cover.update((minute, task) for minute in range(first, last, 15))
    verdict.broken += [f"{person} is unknown" for person in blocks]
    for day, span, task, least, most in sections["COVER"]:
        hour, minute = span.split("-")[0].split(":")
        there = cover.pop(((int(day) - 1) * DAY + int(hour) * 60 + int(minute), task), 0)
        if there < int(least):
            verdict.broken.append(f"day {day} {span} task {task}: {there} people, at least {least}")
        verdict.cost += max(0, there - int(most)) ** 2
    verdict.cost += sum(there**2 for there in cover.values())
    return verdict


def _blocks(found: list[tuple[int, int, str]], least: int, most: int, days: int) -> list[str]:
    broken = []
    shifts: list[list[tuple[int, int, str]]] = []
    for block in found:
        if shifts and block[0] < shifts[-1][-1][1]:
            broken.append(f"two things at once at minute {block[0]}")
        if shifts and block[0] == shifts[-1][-1][1]:
            shifts[-1].append(block)
        else:
            shifts.append([block])
        if block[0] % 15 or block[1] % 15 or block[1] - block[0] < 60:
            broken.append(f"a block from minute {block[0]} to {block[1]}")
    spans = [(shift[0][0], shift[-1][1]) for shift in shifts]
    for first, last in spans:
        # A start at midnight belongs to the window that ends there.
        of_day = first % DAY or DAY
        if not 360 <= last - first <= 600 or not any(low <= of_day <= high for low, high in STARTS):
            broken.append(f"a shift from minute {first} to {last}")
        if first < 360 or last > days * DAY + 360:
            broken.append(f"a shift outside the period, from minute {first} to {last}")
    for earlier, later in pairwise(spans):
        if later[0] - earlier[1] < 14 * 60:
            broken.append(f"{later[0] - earlier[1]} minutes of rest before minute {later[0]}")
    total = sum(last - first for first, last in spans)
    if not least <= total <= most:
        broken.append(f"{total} minutes, from {least} to {most}")
    # Days run from six to six, so a start at midnight belongs to the day before.
    worked = sorted({(first - 360) // DAY for first, _ in spans})
    if len(worked) < len(spans):
        broken.append("two shifts on one day")
    if any(later - earlier == 5 for earlier, later in zip(worked, worked[5:], strict=False)):
        broken.append("more than five days in a row")
    return broken
