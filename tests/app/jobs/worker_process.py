"""A worker with the tests' tasks: ``python -m tests.app.jobs.worker_process URL NAME ordinary|quick``."""

import logging
import sys
from pathlib import Path

from app.jobs import attempt
from app.jobs.worker import Pulse, run_worker
from app.settings import Settings

QUICK = Pulse(heartbeat_seconds=0.4, stalled_seconds=2, rescue_cron="* * * * * *", grace_seconds=1)
ORDINARY = Pulse()

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    url, name, pulse = sys.argv[1:]
    if pulse == "quick":
        attempt.WRITE_SECONDS = 2
    run_worker(
        Settings(home=Path("unused"), database_url=url),
        name=name,
        task_modules=["tests.app.jobs.tasks"],
        pulse=ORDINARY if pulse == "ordinary" else QUICK,
    )
