"""Versions of one record at three stations: whatever is changed and passed on in whatever order, all end with the same.

COUNTERPART_INTERLEAVINGS=20000 runs so many; without a database they are quick.
"""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from app.sync.versions import NONE, Version

STATIONS = ("01", "02", "03")
Seen = tuple[Version, int]  # a version, and 1 if the record came to an end that nobody leaves: he was masked
acts = st.lists(
    st.tuples(st.sampled_from(("change", "delete", "mask", "pass", "late")), st.integers(0, 2), st.integers(0, 2),
              st.integers(0, 50)),
    max_size=40,
)  # fmt: skip


def merged(mine: Seen, theirs: Seen) -> Seen:
    """What stands after a package, as app/sync/merging.py asks it."""
    stands, wins = mine[0].meet(theirs[0], (mine[1], theirs[1]))
    return stands, (theirs if wins else mine)[1]


@given(acts)
@settings(max_examples=int(os.environ.get("COUNTERPART_INTERLEAVINGS", "200")), deadline=None)
def test_any_order_ends_alike(said: list[tuple[str, int, int, int]]) -> None:
    here: dict[str, Seen] = dict.fromkeys(STATIONS, (NONE, 0))
    on_the_way: list[Seen] = []
    for n, (act, one, other, moment) in enumerate(said, 1):
        name = STATIONS[one]
        if act in ("change", "delete", "mask"):
            before, end = here[name]
            if end:  # its form is closed there
                continue
            after = before.changed(name, n, moment, gone=act == "delete")  # the clock may say anything
            assert after.follows(before)
            assert after.rank > before.rank
            here[name] = after, int(act == "mask")
            on_the_way.append(here[name])
        elif act == "pass":
            here[STATIONS[other]] = merged(here[STATIONS[other]], here[name])
        elif on_the_way:
            here[name] = merged(here[name], on_the_way[moment % len(on_the_way)])
    for _ in STATIONS:
        for one in STATIONS:
            for other in STATIONS:
                here[one] = merged(here[one], here[other])
    assert len({(v.at, v.station, v.gone, end, tuple(sorted(v.seen.items()))) for v, end in here.values()}) == 1
    masked = any(end for _, end in on_the_way)
    assert masked == any(end for _, end in here.values())


def test_of_the_same_moment_all_choose_alike() -> None:
    one, two = NONE.changed("01", 1, 5), NONE.changed("02", 1, 5)
    assert one.meet(two) == (two.meet(one)[0], True)
    assert one.meet(two)[0].station == "02"
    assert one.meet(two, (1, 0))[0].station == "01"
