"""What a child can do to its worker instead of solving."""

import time

from app.jobs.child import Channel
from app.planning.solve_order import Kept
from solver.domain.roster import Roster


def keeps_a_roster_and_hangs(payload: bytes, channel: Channel) -> bytes:
    kept = Kept(roster=Roster(), seconds=0.5, input_digest="0" * 64)
    channel.keep(kept.model_dump_json().encode())
    time.sleep(600)
    return b""
