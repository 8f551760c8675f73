from pathlib import Path

import pytest

from app.settings import AccessMode, Settings, SettingsError


def test_an_empty_environment_gives_a_local_installation_in_the_users_data_folder() -> None:
    settings = Settings.from_environment({})
    assert settings.database_url is None
    assert settings.host == "127.0.0.1"
    assert settings.access is AccessMode.LOCAL
    assert settings.home.is_absolute()
    assert settings.home.name == "sundial"


def test_every_setting_can_be_chosen_by_its_variable(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "SUNDIAL_HOME": str(tmp_path),
            "DATABASE_URL": "postgres://someone@db/plans",
            "SUNDIAL_HOST": "0.0.0.0",  # noqa: S104
            "SUNDIAL_PORT": "9000",
            "SUNDIAL_ACCESS": "keys",
        }
    )
    assert settings.home == tmp_path
    assert (settings.port, settings.access) == (9000, AccessMode.KEYS)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SUNDIAL_PORT", "80000"),
        ("SUNDIAL_PORT", "http"),
        ("SUNDIAL_ACCESS", "open"),
        ("DATABASE_URL", "mysql://someone:geheim@db/plans"),
        ("SUNDIAL_REQUEST_THREADS", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_its_value_is_not_repeated(
    variable: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=variable) as refused:
        Settings.from_environment({variable: value})
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])  # noqa: S104
def test_local_access_is_refused_on_an_address_that_others_can_reach(host: str) -> None:
    with pytest.raises(SettingsError, match="SUNDIAL_ACCESS: expected keys"):
        Settings.from_environment({"SUNDIAL_HOST": host})
    assert Settings.from_environment({"SUNDIAL_HOST": host, "SUNDIAL_ACCESS": "keys"}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_local_access_is_allowed_on_this_machine(host: str) -> None:
    assert Settings.from_environment({"SUNDIAL_HOST": host}).is_loopback
