"""History on the command line."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import URL
from typer.testing import CliRunner

from app.history.commands import commands
from app.history.problems import HistoryRefused
from app.organizations.tables import Organization
from tests.app.history.builders import counts


@pytest.fixture
def runner(database: URL, organization: Organization, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", database.render_as_string(hide_password=False))
    return CliRunner()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(counts("2026-01-05 08:00,4", "2026-02-05 08:00,5").replace("start,volume", "ds,y"))
    return path


OPTIONS = ["--zone", "Asia/Kolkata", "--column", "ds=start", "--column", "y=volume", "--create-queues"]


def test_a_file_is_imported_told_listed_and_forgotten(runner: CliRunner, file: Path) -> None:
    told = runner.invoke(commands, ["import", str(file), *OPTIONS], catch_exceptions=False).output
    assert "2 new, 0 updated, 0 unchanged" in told
    assert "gap: Sales" in told
    listed = runner.invoke(commands, ["list"]).output
    assert "Sales  counts, 60 minutes, Asia/Kolkata  2026-01-05 02:30Z" in listed
    runner.invoke(commands, ["forget", "Sales"], catch_exceptions=False)
    assert runner.invoke(commands, ["list"]).output == ""


def test_the_report_is_printed_as_json_and_standard_input_is_read(runner: CliRunner, file: Path) -> None:
    arguments = ["import", "-", *OPTIONS, "--json"]
    told = runner.invoke(commands, arguments, input=file.read_bytes(), catch_exceptions=False)
    assert json.loads(told.output)["rows_new"] == 2


def test_a_refusal_prints_rows_and_ends_in_the_problem(runner: CliRunner, file: Path) -> None:
    file.write_text(counts("2026-01-05T08:00Z,many"))
    told = runner.invoke(commands, ["import", str(file), "--create-queues"])
    assert "row 2, volume: found text, expected a whole number" in told.output
    assert isinstance(told.exception, HistoryRefused)


def test_a_mapping_without_an_equals_sign_is_refused(runner: CliRunner, file: Path) -> None:
    told = runner.invoke(commands, ["import", str(file), "--column", "ds"])
    assert told.exit_code == 2
    assert "THEIRS=OURS" in told.output


def test_a_file_that_is_not_there_is_told_in_words(runner: CliRunner, tmp_path: Path) -> None:
    told = runner.invoke(commands, ["import", str(tmp_path / "nothing.csv")])
    assert told.exit_code == 2
    assert "does not exist" in told.output


def test_an_interval_of_twenty_minutes_is_refused(runner: CliRunner, file: Path) -> None:
    told = runner.invoke(commands, ["import", str(file), "--interval-minutes", "20"])
    assert isinstance(told.exception, ValidationError)
