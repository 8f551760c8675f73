"""`sundial backtest` on small files."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from app.forecasts.commands import commands


def a_file(tmp_path: Path, days: int = 140, name: str = "calls.csv") -> Path:
    random = np.random.default_rng(1)
    lines = ["start,volume"]
    for hour in range(24 * days):
        day = np.datetime64("2024-01-01") + hour // 24
        mean = 30 * (1.4 if 8 <= hour % 24 < 18 else 0.2)
        lines.append(f"{day} {hour % 24:02}:00,{random.poisson(mean)}")
    file = tmp_path / name
    text = "\n".join(lines) + "\n"
    if name.endswith(".gz"):
        file.write_bytes(gzip.compress(text.encode()))
    else:
        file.write_text(text)
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [*map(str, arguments), "--zone", "UTC", "--origins", "2"])


def test_a_plain_file_of_counts_gets_a_table(tmp_path: Path) -> None:
    result = run(a_file(tmp_path))
    assert result.exit_code == 0, result.output
    assert result.output.startswith("calls: 2 origins, 28 days ahead, noise floor")
    methods = [line.split()[0] for line in result.output.splitlines()[2:]]
    assert methods[0] == "selected"
    assert {"seasonal_naive", "holt_winters_daily", "svd_profile"} <= set(methods)


def test_peers_are_a_choice_and_may_be_ones_own(tmp_path: Path) -> None:
    own = "forecasting.models.negative_binomial:NegativeBinomial"
    result = run(
        a_file(tmp_path, name="calls.csv.gz"), "--horizon", "2w", "--against", f"seasonal_naive,{own}"
    )
    assert "14 days ahead" in result.output
    methods = {line.split()[0] for line in result.output.splitlines()[2:]}
    assert methods == {"selected", "seasonal_naive", "negative_binomial"}


def test_the_whole_report_can_be_written(tmp_path: Path) -> None:
    result = run(a_file(tmp_path), "--open", "mon-sun 08:00-18:00", "--json", tmp_path / "report.json")
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report.json").read_text())["calls"]
    assert report["methods"][0]["by_origin"][0]["cells"] == 28 * 10


def test_a_file_too_short_says_how_much_is_needed(tmp_path: Path) -> None:
    result = run(a_file(tmp_path, days=60))
    assert result.exit_code == 1
    assert "60 days of usable history; at least 84 days are needed" in result.output


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--horizon", "soon", "expected days or weeks"),
        ("--against", "magic", "expected calendar_regression"),
        ("--against", "nowhere:Nothing", "No module named"),
        ("--open", "weekdays", "expected weekdays and hours"),
        ("--column", "ds", "expected THEIRS=OURS"),
        ("--country", "Atlantis", "country"),
    ],
)
def test_an_option_that_cannot_be_is_named(tmp_path: Path, option: str, value: str, told: str) -> None:
    result = run(a_file(tmp_path), option, value)
    assert result.exit_code == 2
    assert told in " ".join(result.output.replace("│", " ").split())


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = a_file(tmp_path)
    file.write_text(file.read_text() + "2024-09-01 00:00,-4\n")
    result = run(file)
    assert result.exit_code == 2
    assert "row 3362" in " ".join(result.output.replace("│", " ").split())


def many(tmp_path: Path) -> Path:
    """A file of two queues."""
    header, *lines = a_file(tmp_path).read_text().splitlines()
    file = tmp_path / "many.csv"
    rows = [f"{line},{queue}" for queue in ("Billing", "Sales") for line in lines]
    file.write_text("\n".join([f"{header},queue", *rows]) + "\n")
    return file


def test_one_queue_of_a_file_of_many_is_chosen_by_name(tmp_path: Path) -> None:
    file = many(tmp_path)
    result = run(file, "--queue", "Sales", "--against", "slot_mean", "--against", "seasonal_naive")
    assert result.exit_code == 0, result.output
    assert next(line for line in result.output.splitlines() if "origins," in line).startswith(
        "Sales: 2 origins"
    )
    assert "Billing" not in result.output


def test_a_queue_the_file_does_not_have_is_told_with_those_it_has(tmp_path: Path) -> None:
    result = run(many(tmp_path), "--queue", "Sails")
    assert result.exit_code == 2
    assert "no queue 'Sails', expected one of Billing, Sales" in " ".join(
        result.output.replace("│", " ").split()
    )


def test_tickets_are_counted_each_once_and_silence_is_zero(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    seconds = np.sort(random.integers(0, 100 * 86_400, 4000))
    created = np.datetime64("2024-01-01T00:00:00") + seconds
    lines = [f"{number},{moment}".replace("T", " ") for number, moment in enumerate(created)]
    file = tmp_path / "tickets.csv"
    # An export that overlaps the one before tells of some tickets twice.
    file.write_text("\n".join(["id,created", *lines, *lines[-500:]]) + "\n")
    result = run(file, "--interval-minutes", "60", "--json", tmp_path / "report.json")
    assert result.exit_code == 0, result.output
    latest = json.loads((tmp_path / "report.json").read_text())["tickets"]["methods"][0]["by_origin"][-1]
    assert latest["cells"] >= 28 * 24 - 24
    assert latest["contacts"] == pytest.approx(28 * 40, rel=0.1)
