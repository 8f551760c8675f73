"""`sundial roster explain`: the command run in a process of its own, on a roster that is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app.rosters.builders import Drawer, a_shift, a_team

pytestmark = pytest.mark.e2e
HOUSE = Path(__file__).parents[3]


def explain(settings: Settings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    assert settings.database_url is not None
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "roster", "explain", *arguments],
        env={**os.environ, "DATABASE_URL": settings.database_url, "SUNDIAL_HOME": str(settings.home)},
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_a_short_queue_is_explained_from_the_command_line_and_the_answer_is_kept(
    drawer: Drawer, settings: Settings
) -> None:
    team = a_team(drawer.client, "Ada Byrne", "Ben Kelly")
    roster = drawer.a_draft(a_shift(team[0]), agents=team, days=1)
    span = ("--start", "2026-03-02T20:00Z", "--end", "2026-03-02T22:00Z")
    told = explain(settings, roster["id"], "--queue", "Voice English", *span, "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["answer"]["interval"]["short_hours"] == 2
    assert drawer.client.get(f"/v1/explanations/{found['id']}").json() == found
    unknown = explain(settings, roster["id"], "--queue", "Sales", *span)
    assert unknown.returncode == 2
    assert "expected one of the roster's, such as Voice English" in unknown.stderr
    assert "Traceback" not in unknown.stderr
