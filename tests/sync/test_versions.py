"""Versions of one record at three stations: whatever is changed and passed on in whatever order, all end with the same.

COUNTERPART_INTERLEAVINGS=20000 runs so many; without a database they are quick.
"""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from app.sync.versions import NONE, Version

STATIONS = ("01", "02", "03")
acts = st.lists(
    st.tuples(st.sampled_from(("change", "delete", "pass", "late")), st.integers(0, 2), st.integers(0, 2),
              st.integers(0, 50)),
    max_size=40,
)  # fmt: skip


def merged(mine: Version, theirs: Version) -> Version:
    """What stands after a package: the rule of app/sync/merging.py."""
    if mine.follows(theirs):
        return mine
    return theirs if theirs.follows(mine) else mine.joined(theirs)


@given(acts)
@settings(max_examples=int(os.environ.get("COUNTERPART_INTERLEAVINGS", "200")), deadline=None)
def test_any_order_ends_alike(said: list[tuple[str, int, int, int]]) -> None:
    here = dict.fromkeys(STATIONS, NONE)
    on_the_way: list[Version] = []
    for n, (act, one, other, moment) in enumerate(said, 1):
        name = STATIONS[one]
        if act in ("change", "delete"):
            before = here[name]
            here[name] = before.changed(name, n, moment, gone=act == "delete")  # the clock may say anything
            assert here[name].follows(before)
            assert here[name].rank > before.rank
            on_the_way.append(here[name])
        elif act == "pass":
            here[STATIONS[other]] = merged(here[STATIONS[other]], here[name])
        elif on_the_way:
            here[name] = merged(here[name], on_the_way[moment % len(on_the_way)])
    for _ in STATIONS:
        for one in STATIONS:
            for other in STATIONS:
                here[one] = merged(here[one], here[other])
    assert len({(v.at, v.station, v.gone, tuple(sorted(v.seen.items()))) for v in here.values()}) == 1


def test_of_the_same_moment_all_choose_alike() -> None:
    one, two = NONE.changed("01", 1, 5), NONE.changed("02", 1, 5)
    assert one.joined(two) == two.joined(one)
    assert one.joined(two).station == "02"
