"""A second PC dies in the midst of handing out parts: `kill -9`, while the first one has the same shop open.

What was acknowledged is there once, slip and ledger agree, and the first one hands out the rest at once.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from app import boot
from app.core.clock import Id, new_id
from app.core.desk import Reader, query
from app.models.requisitions import IssueScan, PartIssue, PartIssueLine, RequisitionLine
from app.models.stock import StockMove
from app.services import doctor, people
from app.services.requisitions import counter, issuing
from tests.partsdesk import PartsDesk
from tests.rig import PROGRAM, Rig, open_rig
from tests.shopfloor import Shopfloor
from tests.test_power_cut import _processes, _rest

CUTS = int(os.environ.get("COUNTERPART_POWER_CUTS", "5"))
PIECES, PLAN = 150, "issuing.json"


# --- the second PC: hands out until it is killed ------------------------------------------------------------------
def hand_out(folder: Path, pipe: Any) -> None:
    """Scans one part after the other, hands over after every third; a message for each commit, sent after it."""
    plan = {name: Id(value) for name, value in json.loads((folder / PLAN).read_text()).items()}
    _store, desk = boot.open_shop(folder)
    keeper = desk.ask(people.actor_of, PROGRAM, plan["keeper"])
    pipe.send_bytes(b"ready")
    for turn in range(1_000_000):
        if turn % 4 < 3:
            seen = desk.run(counter.scan, keeper, plan["slip"], ("PAD-1", "P2")[turn % 2])
            assert seen.verdict == "OK", seen
            pipe.send_bytes(f"scan {seen.seq}".encode())
        else:
            made = desk.run(issuing.issue, keeper, plan["slip"], receiver=plan["technician"], key=new_id())
            pipe.send_bytes(f"issue {made.issue_id}".encode())


# --- the first PC -------------------------------------------------------------------------------------------------
@query("power_test.handed", allow=None)
def handed(ctx: Reader, slip: Id) -> tuple[set[int], set[Id], dict[str, int], dict[str, int], dict[str, int]]:
    """Scans, hand-overs, and by line what slip, hand-overs and ledger say was issued."""
    scans = set(ctx.conn.execute(select(IssueScan.seq).where(IssueScan.requisition_id == slip)).scalars())
    made = set(ctx.conn.execute(select(PartIssue.id).where(PartIssue.requisition_id == slip)).scalars())
    asked = select(RequisitionLine.part_id, RequisitionLine.issued).where(RequisitionLine.requisition_id == slip)
    lines = (
        select(PartIssueLine.part_id, func.sum(PartIssueLine.qty))
        .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
        .where(PartIssue.requisition_id == slip)
        .group_by(PartIssueLine.part_id)
    )
    moves = select(StockMove.part_id, -func.sum(StockMove.qty)).where(StockMove.source_id == slip)
    both = [{str(part): int(qty) for part, qty in ctx.conn.execute(q) if qty}
            for q in (asked, lines, moves.group_by(StockMove.part_id))]  # fmt: skip
    return scans, made, both[0], both[1], both[2]


def cut(folder: Path, random: Random) -> list[str]:
    """Runs the second PC and kills it at a random moment; what it acknowledged."""
    processes = _processes()
    ours, its = processes.Pipe(duplex=False)
    child = processes.Process(target=hand_out, args=(folder, its), daemon=True)
    child.start()
    its.close()
    with ours:
        assert ours.recv_bytes() == b"ready"
        said = [_said(ours) for _ in range(random.randint(2, 9))]
        time.sleep(random.uniform(0.0, 0.03))
        child.kill()
        child.join()
        return said + list(_rest(ours))


def _said(pipe: Connection) -> str:
    return pipe.recv_bytes().decode()


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[tuple[PartsDesk, Rig, Id]]:
    """A shop with one long slip that is approved."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    made = PartsDesk(Shopfloor(rig, None))
    parts = [made.stocked(qty=2 * PIECES, yuan=3), made.stocked("P2", 2 * PIECES, 1, "B-01-1-01")]
    slip = made.approved(*((part, PIECES) for part in parts))
    plan = {"keeper": made.shop.actor("WK").user, "technician": made.garage.technician(), "slip": slip}
    (tmp_path / PLAN).write_text(json.dumps({name: str(id_) for name, id_ in plan.items()}))
    doctor.examine(rig.desk, PROGRAM, repair=True)
    yield made, rig, slip
    rig.close()


@pytest.mark.slow
def test_a_second_pc_that_dies_while_it_hands_out_leaves_nothing_half(
    desk: tuple[PartsDesk, Rig, Id], tmp_path: Path
) -> None:
    made, rig, slip = desk
    random, scans, issues = Random(20261126), set[int](), set[Id]()
    for _ in range(CUTS):
        said = cut(tmp_path, random)
        scans |= {int(line.split()[1]) for line in said if line.startswith("scan")}
        issues |= {Id(line.split()[1]) for line in said if line.startswith("issue")}
        kept, overs, of_slip, of_lines, of_ledger = rig.desk.ask(handed, PROGRAM, slip)
        assert scans <= kept, "a scan that was acknowledged is lost"
        assert issues <= overs, "a hand-over that was acknowledged is lost"
        assert of_slip == of_lines == of_ledger
        assert [f for f in doctor.examine(rig.desk, PROGRAM) if not f.sound] == []
        assert made.scan(slip, "PAD-1").verdict == "OK"  # the first PC goes on with what lies on the counter
        issues.add(made.hand_out(slip).issue_id)
    assert len(issues) > CUTS
