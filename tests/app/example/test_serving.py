import socket

from app.example.serving import free_port


def test_the_wanted_port_is_taken_when_it_is_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        wanted = probe.getsockname()[1]
    assert free_port("127.0.0.1", wanted) == wanted


def test_another_port_is_taken_when_somebody_listens_on_the_wanted_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert free_port("127.0.0.1", wanted) not in (0, wanted)
