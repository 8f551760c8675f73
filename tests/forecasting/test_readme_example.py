import re
from pathlib import Path

import numpy as np
import pytest

import forecasting
from forecasting.calendar import DayNames
from forecasting.forecaster import Days, Forecaster, checked
from tests.forecasting.builders import Truth, a_series

README = (Path(forecasting.__file__).parent / "README.md").read_text(encoding="utf-8")
USE, EXAMPLE = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_forecaster_in_the_readme_works():
    namespace = {"__name__": "whole_history"}
    exec(EXAMPLE, namespace)  # noqa: S102 - the example itself is under test
    forecaster = namespace["WholeHistory"]()
    assert isinstance(forecaster, Forecaster)
    series = a_series(Truth().history(days=70))
    days = Days(series.first_day + series.days, np.ones((7, 24)), [""] * 7)
    mean = checked(forecaster.fit(series, DayNames({})).predict(days), days)
    assert mean == pytest.approx(series.counts[:7])


def test_the_imports_in_the_readme_exist():
    namespace = {}
    exec(USE, namespace)  # noqa: S102 - the example itself is under test
    assert {"ForecastRequest", "forecast_volume", "forecast_monthly"} <= set(namespace)


def test_every_module_the_flow_names_is_there():
    flow = README.split("## Flow")[1].split("## Add")[0]
    folder = Path(forecasting.__file__).parent
    for name in re.findall(r"`([a-z_]+)/?`", flow):
        assert (folder / f"{name}.py").exists() or (folder / name).is_dir(), name
