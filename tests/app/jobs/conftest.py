"""Tasks for the tests in this folder are registered before any of them runs."""

import tests.app.jobs.tasks  # noqa: F401
