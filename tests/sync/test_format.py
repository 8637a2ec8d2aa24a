"""A package is read without this program: any zip tool, a JSON object a line, as docs/sync.md says."""

from __future__ import annotations

import hashlib
import json
import zipfile

from app.services import attachments
from tests.stations import PNG, Pair, sent


def test_a_package_says_what_is_in_it(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("W712/95", name_zh="机油滤清器")
    one.move(part, 12)
    one.move(part, -3, "INTERNAL_USE")
    one.run(attachments.add, "parts", part, "photo.png", PNG[0])
    with zipfile.ZipFile(sent(one, two, folder)) as package:
        told = json.loads(package.read("manifest.json"))
        assert (told["station"], told["to"], told["streams"]["01"]["to"]["n"]) == ("01", "02", told["number"])
        assert set(package.namelist()) == {"manifest.json", "manifest.sig", *told["members"]}
        for name, member in told["members"].items():
            content = package.read(name)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (member["bytes"], member["sha256"])
            if name.endswith(".ndjson"):
                assert len([json.loads(line) for line in content.splitlines()]) == member["rows"]
        moves = [json.loads(line) for line in package.read("logs/stock_moves.ndjson").splitlines()]
        assert sum(move["qty"] for move in moves) / 1000 == 9
        [row] = [json.loads(line) for line in package.read("records/parts.ndjson").splitlines()]
        assert (row["number"], row["name_zh"], row["_changed"]["station"]) == ("W712/95", "机油滤清器", "01")
        [photo] = [name for name in package.namelist() if name.startswith("files/")]
        assert hashlib.sha256(package.read(photo)).hexdigest() == photo.removeprefix("files/")
