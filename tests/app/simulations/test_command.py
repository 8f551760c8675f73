"""`sundial simulate`: the command run in a process of its own, on a roster that is kept."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app.rosters.builders import a_team
from tests.app.simulations.builders import WEEK, Stager, around_the_clock

pytestmark = pytest.mark.e2e
HOUSE = Path(__file__).parents[3]


def simulate(settings: Settings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    assert settings.database_url is not None
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "simulate", *arguments],
        env={**os.environ, "DATABASE_URL": settings.database_url, "SUNDIAL_HOME": str(settings.home)},
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_roster_is_simulated_from_the_command_line_and_the_result_is_kept(
    stager: Stager, settings: Settings
) -> None:
    team = a_team(stager.client)
    roster = stager.a_draft(*around_the_clock(*team, dates=WEEK[:1]), agents=team, days=1)
    told = simulate(settings, roster["id"], "--replications", "4", "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert (found["state"], found["replications"]) == ("ready", 4)
    assert stager.client.get(f"/v1/simulations/{found['id']}").json() == found
    again = simulate(settings, roster["id"], "--replications", "4")
    assert "Voice English" in again.stdout
    assert found["digest"] in again.stdout
    unknown = simulate(settings, str(uuid.uuid4()))
    assert unknown.returncode == 2
    assert "Traceback" not in unknown.stderr
