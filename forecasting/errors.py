"""What the forecasting library refuses, each refusal naming the field or row and what was expected."""


class ForecastError(ValueError):
    """The forecast cannot be made from this input."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(" ".join((type(self).__doc__ or "").split()).format(**fields))

    def __reduce__(self) -> tuple[object, ...]:
        """An exception is copied from its message unless told otherwise; these are made of fields."""
        return _again, (type(self), self.fields)


def _again(kind: type[ForecastError], fields: dict[str, object]) -> ForecastError:
    return kind(**fields)


class BadFieldError(ForecastError):
    """{field}: expected {expected}, got {got}"""


class BadRowError(ForecastError):
    """history row {row}, {field}: expected {expected}, got {got}"""


class ShortHistoryError(ForecastError):
    """queue {queue}: {found} days of usable history; at least {needed} days are needed"""


class CoarseHistoryError(ForecastError):
    """history comes in steps of {source} minutes; a grain of {wanted} minutes would have to be invented:
    ask for {source} minutes or coarser
    """


class OffGridHistoryError(ForecastError):
    """history row {row}, start_minutes: {wall} is not on the {source}-minute wall-clock grid of {zone};
    give finer counts, or counts by local time
    """
