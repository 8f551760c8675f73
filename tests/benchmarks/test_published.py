"""The reader of published instances, and the judge that knows nothing of it."""

from pathlib import Path

import pytest

from solver.domain.options import SolveOptions
from solver.domain.shift import most_shifts
from solver.solve import MOST_SHIFTS
from tests.benchmarks.published import main, read, sundial
from tests.benchmarks.published_judge import judge
from tests.benchmarks.published_rows import LED, SUNDIAL, Run, kept, rows_of
from tests.benchmarks.published_text import FormatError

SHIFTS = """# Days from Monday on
SECTION_HORIZON
8

SECTION_SHIFTS
E,480,
N,600,E

SECTION_STAFF
A,E=8|N=2,2640,1440,3,2,2,1
B,E=8|N=0,2640,960,4,1,2,1

SECTION_DAYS_OFF
A,3

SECTION_SHIFT_ON_REQUESTS
A,0,N,4

SECTION_SHIFT_OFF_REQUESTS
B,1,E,3

SECTION_COVER
0,E,1,100,1
1,E,1,100,1
1,N,1,50,2
5,E,1,100,1
"""

_HOURS = [
    f"{1 + (6 + quarter // 4) // 24},{(6 + quarter // 4) % 24:02}:{15 * (quarter % 4):02}-"
    f"{(6 + (quarter + 1) // 4) % 24:02}:{15 * ((quarter + 1) % 4):02}"
    for quarter in range(96)
]
ACTIVITIES = (
    "SECTION_HORIZON\n1\nSECTION_TASKS\n2\nSECTION_STAFF\n1,360,600\n2,480,600\n3,360,600\nSECTION_COVER\n"
    + "".join(
        f"{hour},{task},{int(quarter < 24)},{int(quarter < 24)}\n"
        for task in (1, 2)
        for quarter, hour in enumerate(_HOURS)
    )
)


def a_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "instance.txt"
    path.write_text(text)
    return path


def a_run(contestant: str = SUNDIAL, cost: int | None = 102, **changes: object) -> Run:
    known = {
        "instance": "Instance0",
        "contestant": contestant,
        "cost": cost,
        "bound": 97.0,
        "seconds": 300.5,
        "cpu_seconds": 500.0,
        "allowed": 300.0,
        "staff": 20,
        "days": 28,
        "activities": False,
        "best": 100,
    }
    return Run(**{**known, **changes})


def a_verdict(tmp_path: Path, text: str, *rows: str) -> tuple[int, list[str]]:
    roster = tmp_path / "roster.csv"
    roster.write_text("\n".join(("header", *rows)) + "\n")
    verdict = judge(a_file(tmp_path, text), roster)
    return verdict.cost, verdict.broken


def test_an_instance_of_shifts_is_solved_at_the_cost_the_judge_finds(tmp_path: Path) -> None:
    path = a_file(tmp_path, SHIFTS)
    row = sundial(path, read(path), SolveOptions(seconds=20, workers=1), tmp_path)
    # B asked to be spared the E shift of day 1, which A could take only at the price of a night.
    assert (row.cost, row.bound, row.broken) == (3, 3, ())


def test_an_instance_of_activities_is_solved_at_the_cost_the_judge_finds(tmp_path: Path) -> None:
    path = a_file(tmp_path, ACTIVITIES)
    options = SolveOptions(deterministic=True, deterministic_budget=0.3)
    row = sundial(path, read(path), options, tmp_path)
    # Twenty hours are owed and twelve needed: thirty-two quarters too many, each alone at best.
    assert row.cost is not None
    assert row.cost >= 32
    assert row.bound is not None
    assert row.bound <= row.cost


def test_the_judge_counts_requests_and_heads_missing_and_too_many(tmp_path: Path) -> None:
    lawful = ["A,0,N", "A,1,N", "A,4,E", "A,5,E", "B,0,E", "B,1,E"]
    assert a_verdict(tmp_path, SHIFTS, *lawful) == (3, [])
    assert a_verdict(tmp_path, SHIFTS, *lawful, "B,4,E", "B,5,E") == (4, [])


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("A,3,E", "A: works on day off 3"),
        ("A,2,E", "A: E after N on day 2"),
        ("B,7,N", "B: 1 shifts N, at most 0"),
        ("B,3,E", "B: a run of 1 days from day 2 is too short"),
        ("A,1,E", "A has a second or unknown shift on day 1"),
    ],
)
def test_the_judge_finds_what_is_broken(tmp_path: Path, row: str, found: str) -> None:
    _, broken = a_verdict(tmp_path, SHIFTS, "A,0,N", "A,1,N", "A,4,E", "A,5,E", "B,0,E", "B,1,E", row)
    assert found in broken


def test_runs_cut_by_an_edge_may_be_short(tmp_path: Path) -> None:
    edges = ["A,0,E", "A,4,E", "A,5,E", "A,7,E", "B,0,E", "B,7,E"]
    _, broken = a_verdict(tmp_path, SHIFTS, *edges)
    assert broken == ["A: a run of 1 days from day 6 is too short"]


def test_the_judge_squares_what_is_too_much_and_wants_rest(tmp_path: Path) -> None:
    rows = ["1,360,720,1", "2,360,840,2", "3,360,720,1"]
    assert a_verdict(tmp_path, ACTIVITIES, *rows) == (24 + 8, [])
    _, broken = a_verdict(tmp_path, ACTIVITIES, *rows[:2], "3,360,705,1", "3,705,720,2")
    assert broken == ["3: a block from minute 705 to 720"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0,E,1,100,1", "8,E,1,100,1", r"line 23: expected a day from 0 to 7 in field 1"),
        ("N,600,E", "N,600,D", r"line 7: expected shifts of SECTION_SHIFTS in field 3"),
        ("A,0,N,4", "C,0,N,4", r"line 17: expected a name known from an earlier section in field 1"),
        ("SECTION_COVER", "SECTION_CLOVER", r"SECTION_COVER is missing"),
        ("A,E=8|N=2", "A,E=8|N=two", r"line 10: expected shift=most"),
        ("8\n", "NaN\n", r"expected horizon as a whole number from 1 on"),
        ("8\n", "400\n", r"400 days, a period has at most 371"),
    ],
)
def test_what_is_not_in_the_format_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, SHIFTS.replace(old, new, 1))
    with pytest.raises(FormatError, match=message):
        read(path)
    assert main([str(path), "--out", str(tmp_path / "out")]) == 2
    assert "instance.txt" in capsys.readouterr().err


def test_a_year_of_a_hundred_and_fifty_people_is_read_and_within_the_size_limit(tmp_path: Path) -> None:
    shifts = "\n".join(f"S{number},480," for number in range(27))
    limits = "|".join(f"S{number}=100" for number in range(27))
    staff = "\n".join(f"P{number},{limits},110000,100000,5,2,2,26" for number in range(150))
    names = ("DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")
    rest = "\n".join(f"SECTION_{name}" for name in names)
    text = f"SECTION_HORIZON\n364\nSECTION_SHIFTS\n{shifts}\nSECTION_STAFF\n{staff}\n{rest}\n363,S0,3,9,1\n"
    problem = read(a_file(tmp_path, text)).problem
    assert problem.period.days == 364
    assert most_shifts(problem) <= MOST_SHIFTS


def test_runs_are_kept_until_the_same_one_comes_again(tmp_path: Path) -> None:
    runs = tmp_path / "runs.json"
    kept(runs, [a_run(), a_run(LED)])
    kept(runs, [a_run(cost=101), a_run(allowed=60.0)])
    found = {(run.contestant, run.allowed): run.cost for run in kept(runs, [])}
    assert found == {(SUNDIAL, 300.0): 101, (SUNDIAL, 60.0): 102, (LED, 300.0): 102}


@pytest.mark.parametrize(
    ("runs", "missed"),
    [
        ([a_run(cost=101, bound=98.0), a_run(LED, cost=101)], []),
        ([a_run(), a_run(LED)], ["Instance0, 300 s: cost over the best published"]),
        ([a_run(days=56), a_run(LED)], []),
        ([a_run(allowed=60.0, seconds=60.0)], []),
        ([a_run(staff=61), a_run(LED, bound=99.0)], ["Instance0, 300 s: bound over the best published"]),
        ([a_run(staff=61, seconds=333.0)], ["Instance0, 300 s: time"]),
        ([a_run(staff=61), a_run(LED, cost=101)], [f"Instance0, 300 s: no worse than {LED}"]),
        ([a_run(activities=True, cost=105), a_run("plain CP-SAT", cost=None)], []),
        ([a_run(cost=None, broken=("A: works on day off 3",))], ["Instance0, 300 s: a lawful roster"]),
    ],
)
def test_rows_hold_what_the_goals_ask(runs: list[Run], missed: list[str]) -> None:
    assert [row.case for row in rows_of(runs) if row.holds is False] == missed


def test_a_folder_stands_for_its_instances_and_a_bad_file_does_not_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "instances"
    folder.mkdir()
    (folder / "bad.txt").write_text("SECTION_HORIZON\n")
    (folder / "good.txt").write_text(SHIFTS)
    assert main([str(folder), "--seconds", "10", "--out", "out"]) == 2
    assert [(run.instance, run.cost) for run in kept(Path("out/runs.json"), [])] == [("good", 3)]
    assert "good, 10 s: cost" in Path("build/bench/published.json").read_text(encoding="utf-8")
