"""The power goes while the customer signs: `kill -9` leaves a check-in signed whole, or one still to be signed."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app import boot
from app.core.clock import Id
from app.core.screen import ListQuery
from app.services import attachments, doctor, documents, people, receptions, signatures
from app.services.people.login import program, tiles
from tests.rig import PROGRAM, open_rig
from tests.services.reception_desk import STROKES, Desk, png, seen, signature
from tests.shopfloor import Shopfloor
from tests.test_power_cut import _processes, _rest

CUTS, EACH, SEED = 4, 5, 20261126
SHEET = b"%PDF-1.7 " + b"what the customer saw " * 20_000  # large enough to be cut in the midst of writing


def work(folder: Path, pipe: Any) -> None:
    """Signs one check-in after the other; its id into the pipe when it is done."""
    _store, desk = boot.open_shop(folder)
    advisor = next(t for t in desk.ask(tiles, program("01")) if "SA" in t.roles)
    actor = desk.ask(people.actor_of, program("01"), advisor.id)
    pipe.send_bytes(b"ready")
    for id in desk.ask(documents.find, actor, "receptions", ListQuery(where=(("state", "checked"),))):
        version = desk.ask(documents.standing, actor, "receptions", id).version
        desk.run(receptions.sign, actor, id, version, "李芳", STROKES, png(id.int % 200), SHEET + id.bytes)
        pipe.send_bytes(str(id).encode())


def cut(folder: Path, random: Random) -> list[Id]:
    """Kills it in the midst of signing; what it had acknowledged."""
    processes = _processes()
    ours, its = processes.Pipe(duplex=False)
    child = processes.Process(target=work, args=(folder, its), daemon=True)
    child.start()
    its.close()
    with ours:
        assert ours.recv_bytes() == b"ready"
        said = [ours.recv_bytes().decode() for _ in range(random.randint(0, EACH - 3))]
        time.sleep(random.uniform(0.0, 0.02))
        child.kill()
        child.join()
        return [Id(one) for one in [*said, *_rest(ours)]]


def examine(folder: Path, promised: set[Id]) -> int:
    """Opens the file as the next start would; how many are signed."""
    store, desk = boot.open_shop(folder)
    try:
        assert [f for f in doctor.examine(desk, PROGRAM) if not f.sound] == []
        signed = 0
        for id in desk.ask(documents.find, PROGRAM, "receptions", ListQuery()):
            held, state = desk.ask(signature, PROGRAM, id), desk.ask(seen, PROGRAM, id)["state"]
            kept = desk.ask(attachments.list_of, PROGRAM, "receptions", id)
            if state == "checked":
                assert (held, kept, desk.ask(signatures.list_of, PROGRAM, "receptions", id)) == (None, [], [])
                assert id not in promised
                continue
            signed += 1
            assert state == "signed"
            assert held.image, held
            assert held.strokes
            assert len(kept) == 4  # strokes, picture, matter, and the sheet he saw
            assert all(desk.ask(attachments.read, PROGRAM, one.id) for one in kept)
        return signed
    finally:
        desk.close()
        store.close()


@pytest.mark.slow
def test_a_power_cut_while_the_customer_signs_leaves_nothing_half_signed(template: Path, tmp_path: Path) -> None:
    (tmp_path / "counterpart.db").write_bytes(template.read_bytes())
    rig = open_rig(tmp_path, seeded=False)
    desk = Desk(Shopfloor(rig, None))
    for n in range(CUTS * EACH):
        desk.checked(plate=f"沪A1{n:04d}", vin=None, vin_reason="old car")
    doctor.examine(rig.desk, PROGRAM, repair=True)
    rig.close()
    rig.store.close()
    random, promised = Random(SEED), set()
    for _ in range(CUTS):
        promised |= set(cut(tmp_path, random))
        assert len(promised) <= examine(tmp_path, promised)
    assert promised
    assert examine(tmp_path, promised) < CUTS * EACH
