import pytest

from app.calendars.text import printable


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Ann\r\nLee", "Ann  Lee"),
        ("A\x00n\x07n\x9b", "Ann"),
        ("one\u2028two\u2029three\x85four", "one two three four"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        (" \tedges\n", "edges"),
        ("Zoë, Łukasz; 李雷 👩‍💻", "Zoë, Łukasz; 李雷 👩‍💻"),
        ("\x00", ""),
    ],
)
def test_only_letters_a_line_may_hold_remain(given, written):
    assert printable(given) == written
