"""The check sheet of reception: the outline with its marks, dials, words and what is wanted. Knows no session."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import i18n
from app.core.i18n import N_, tr
from app.core.paper import Signature
from app.printing.blocks import Fact, Facts, Heading, Prose, Signatures
from app.printing.pen import A5_LANDSCAPE, FAINT, INK, LINE, MM, QUIET, WASH, Paper, Pen
from app.printing.sheet import Form, Strip, render
from app.printing.tables import Column, Row, Table
from app.services import car
from app.services.receptions.sheets import CheckSheet, LeaveSlip, SheetMark

WIDE, NARROW = 108 * MM, 56 * MM  # the five outer views; the interior and the gauge beside them
GAUGE = 17 * MM
MARK = 5.6  # points, radius


def sheet(data: CheckSheet) -> bytes:
    """One check sheet, A4: what was seen, what was said, what the customer signs."""
    if data.imprint is None:
        raise ValueError("a sheet is printed on somebody's paper")
    with i18n.language(data.imprint.language):
        blocks: list[Any] = [
            Facts(_car(data)), Facts(_people(data)), Heading(tr(N_("Walk-round")), _walked(data)),
            _Pictures(data), *legend(data), Facts(_inside(data)), Facts(_asked(data), columns=2),
            Facts(_agreed(data), columns=6), *_clauses(),
            Signatures(data.signatures, zone=data.imprint.zone),
        ]  # fmt: skip
        return render(
            Form(
                title=N_("Check-in sheet"), number=data.number, imprint=data.imprint, revision=data.revision,
                subtitle=data.plate, blocks=blocks, code=data.code,
            )
        )  # fmt: skip


def gate(slip: LeaveSlip) -> bytes:
    """放行条, A5: the car leaves as it came, the gate keeps the slip."""
    with i18n.language(slip.imprint.language):
        zone = slip.imprint.zone
        facts = [
            Fact(tr(N_("Plate")), slip.plate, strong=True), Fact(tr(N_("Car")), slip.car),
            Fact(tr(N_("Check-in")), slip.number, span=2), Fact(tr(N_("Brought by")), slip.sender),
            Fact(tr(N_("Released at")), i18n.moment(slip.released_at, zone=zone)),
            Fact(tr(N_("Released by")), slip.released_by, span=2), Fact(tr(N_("Reason")), slip.reason, span=4),
        ]  # fmt: skip
        words = tr(N_("Nothing was repaired and nothing is owed. This car may leave."))
        blocks: list[Any] = [
            Facts(facts, gap=2 * MM), Prose(words, size=11, gap=4 * MM),
            Signatures((Signature(N_("Service advisor"), slip.released_by), Signature(N_("Gate"))), zone=zone),
        ]  # fmt: skip
        return render(
            Form(title=N_("Release slip"), number=slip.number, imprint=slip.imprint, paper=A5_LANDSCAPE, blocks=blocks)
        )


def _car(data: CheckSheet) -> list[Fact]:
    return [
        Fact(tr(N_("Plate")), data.plate, strong=True), Fact(tr(N_("Car")), data.car),
        Fact(tr(N_("VIN")), data.vin or data.vin_note, span=2),
        Fact(tr(N_("Came at")), _moment(data, data.arrived_at)), Fact(tr(N_("How it came")), _arrival(data)),
        Fact(tr(N_("Odometer")), _odometer(data), strong=True), Fact(tr(_fuel_label(data)), fuel(data), strong=True),
    ]  # fmt: skip


def _people(data: CheckSheet) -> list[Fact]:
    return [
        Fact(tr(N_("Owner")), data.owner), Fact(tr(N_("Brought by")), data.sender), Fact(tr(N_("Phone")), data.phone),
        Fact(tr(N_("Call for consent")), data.consent_phone),
    ]  # fmt: skip


def _moment(data: CheckSheet, at: Any) -> str:
    return i18n.moment(at, zone=data.imprint.zone) if at and data.imprint else ""


def _arrival(data: CheckSheet) -> str:
    return tr(N_("Towed")) if data.towed else tr(N_("Driven"))


def _odometer(data: CheckSheet) -> str:
    if data.odometer is None:
        return data.odometer_note
    return f"{data.odometer:,} {'km' if data.odometer_unit == 'km' else tr(N_('miles'))}"


def _fuel_label(data: CheckSheet) -> str:
    return N_("Charge") if data.fuel_scale == "SOC" else N_("Fuel level")


def fuel(data: CheckSheet) -> str:
    """The level in words: 3/8, 45 %, with the range of a battery."""
    if data.fuel is None:
        return "—"
    if data.fuel_scale == "EIGHTHS":
        said = {0: "E", 8: "F"}.get(data.fuel // 125, f"{data.fuel // 125}/8")
    else:
        said = f"{data.fuel // 10} %"
    return f"{said}  {data.range_km} km" if data.range_km is not None else said


def _walked(data: CheckSheet) -> str:
    if not data.marks:
        return tr(N_("No damage seen")) if data.walked else ""
    return tr(N_("No other damage seen")) if data.walked else ""


def legend(data: Any) -> list[Any]:
    """The marks of a sheet in words, as a table; nothing where there are none."""
    if not data.marks:
        return []
    columns = [
        Column(tr(N_("No.")), 8, align="right"), Column(tr(N_("Place")), stretch=2),
        Column(tr(N_("Damage")), stretch=1), Column(tr(N_("Size")), 20), Column(tr(N_("Photo")), 20),
    ]  # fmt: skip
    return [Table(columns, [Row(_cells(n, mark)) for n, mark in enumerate(data.marks, 1)])]


def _cells(n: int, mark: SheetMark) -> tuple[str, ...]:
    size = f"{mark.size_cm} cm" if mark.size_cm else ""
    return str(n), tr(mark.place), tr(mark.damage), size, tr(N_("taken")) if mark.photo else ""


def _inside(data: CheckSheet) -> list[Fact]:
    comma = "、" if i18n.current() == "zh_CN" else ", "
    told = tr(N_("customer told to take them along")) if data.valuables_told else ""
    valuables = comma.join(filter(None, (data.valuables, told)))
    return [
        Fact(tr(N_("Warning lamps")), comma.join(tr(x) for x in data.lamps)),
        Fact(tr(N_("Belongings")), comma.join(filter(None, (*map(tr, data.belongings), data.belongings_other)))),
        Fact(tr(N_("Valuables")), valuables),
        Fact(tr(N_("Replaced parts")), tr(data.old_parts) if data.old_parts else ""),
    ]


def _asked(data: CheckSheet) -> list[Fact]:
    wanted = "\n".join(f"{n}. {item}" for n, item in enumerate(data.wanted, 1))
    return [Fact(tr(N_("Customer's words")), data.words), Fact(tr(N_("Wanted work")), wanted)]


def _agreed(data: CheckSheet) -> list[Fact]:
    yes, no = tr(N_("Yes")), tr(N_("No"))
    return [
        Fact(tr(N_("Promised for")), _moment(data, data.promised_at), strong=True),
        Fact(tr(N_("Estimate")), i18n.money(data.estimate) if data.estimate is not None else "", strong=True),
        Fact(tr(N_("Wash the car")), yes if data.wash else no),
        Fact(tr(N_("Road test allowed")), yes if data.road_test else no),
        Fact(tr(N_("Who may agree")), tr(data.consent_by) if data.consent_by else ""),
        Fact(tr(N_("Who pays")), tr(data.pays) if data.pays else ""),
    ]  # fmt: skip


def _clauses() -> list[Any]:
    size = 7.5
    return [
        Prose(
            tr(N_("Take your valuables along. The belongings listed here are in our keeping.")), size, quiet=True,
            gap=3 * MM,
        ),
        Prose(
            tr(N_("Work that is added, and a higher price, need your consent before they are done.")), size, quiet=True
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Pictures:
    """The outline with its marks, and beside it the gauge over the interior: what the screen shows, drawn here."""

    data: CheckSheet

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip."""
        high = WIDE * car.HEIGHT / car.WIDTH

        def draw(pen: Pen, left: float, top: float) -> None:
            outline(pen, (left, top), WIDE / car.WIDTH, car.OUTSIDE, self.data.marks)
            beside = left + paper.room - NARROW
            _gauge(pen, beside + NARROW / 2, top - 3 * MM - GAUGE, self.data)
            outline(pen, (beside, top - high + NARROW * 0.62), NARROW / car.WIDTH, car.INSIDE, self.data.marks)

        return [Strip(high, draw, gap=1 * MM)]


def outline(
    pen: Pen, corner: tuple[float, float], scale: float, views: Sequence[car.View], marks: Sequence[Any]
) -> None:
    """The given views of the car with their numbered marks, from the upper left `corner`."""
    for view in views:
        _view(pen, corner, scale, view)
    for n, mark in enumerate(marks, 1):
        if any(v.side == mark.side for v in views):
            view = car.view(mark.side)
            x = corner[0] + (view.x + mark.x / 1000 * view.width) * scale
            y = corner[1] - (view.y + mark.y / 1000 * view.height) * scale
            pen.canvas.setFillGray(INK)
            pen.canvas.setStrokeGray(1)
            pen.canvas.setLineWidth(0.8)
            pen.canvas.circle(x, y, MARK, stroke=1, fill=1)
            pen.text(x, y - 2.5, str(n), 7, bold=True, shade=1, align="center")


def _view(pen: Pen, corner: tuple[float, float], scale: float, view: car.View) -> None:
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(corner[0] + view.x * scale, corner[1] - view.y * scale)
    canvas.scale(scale, -scale)
    if view.mirrored:
        canvas.translate(view.width, 0)
        canvas.scale(-1, 1)
    for shape in view.shapes:
        path = canvas.beginPath()
        for verb, n in car.strokes(shape.path):
            if verb == "M":
                path.moveTo(*n)
            elif verb == "L":
                path.lineTo(*n)
            elif verb == "C":
                path.curveTo(*n)
            else:
                path.close()
        canvas.setStrokeGray(QUIET if shape.layer == "body" else LINE)
        canvas.setLineWidth(1.3 if shape.layer == "body" else 0.9)
        canvas.setFillGray(1 if shape.layer == "body" else WASH)
        canvas.drawPath(path, stroke=1, fill=0 if shape.layer == "line" else 1)
    canvas.restoreState()
    if view.side in ("left", "right", "front", "rear"):
        long = view.side in ("left", "right")
        x = view.x - 10 if long else view.x + view.width / 2
        y = view.y + (view.height / 2 if long else view.height + 14)
        pen.text(corner[0] + x * scale, corner[1] - y * scale, tr(view.label), 7.5, shade=QUIET,
                 align="right" if long else "center")  # fmt: skip


def _gauge(pen: Pen, x: float, y: float, data: CheckSheet) -> None:
    """A half dial round (x, y): eighths, and the needle where somebody read it."""
    canvas, level = pen.canvas, (data.fuel or 0) / 1000
    canvas.setLineWidth(6)
    for i in range(8):
        full = data.fuel is not None and level >= (i + 1) / 8 - 0.001
        canvas.setStrokeGray(QUIET if full else FAINT)
        canvas.arc(x - GAUGE, y - GAUGE, x + GAUGE, y + GAUGE, 180 - i * 22.5 - 21, 20)
    marks = ("E", "¼", "½", "¾", "F") if data.fuel_scale == "EIGHTHS" else ("0", "25", "50", "75", "100")
    for i, mark in enumerate(marks):
        across, up = _round(180 - i * 45)
        pen.text(x + (GAUGE + 9) * across, y + (GAUGE + 8) * up - 2.5, mark, 7, shade=QUIET, align="center")
    if data.fuel is not None:
        across, up = _round(180 - 180 * level)
        tip = GAUGE - 5
        pen.stroke(x + 6 * across, y + 6 * up, x + tip * across, y + tip * up, 1.6, INK)
    pen.text(x, y - 9, fuel(data), 10, bold=True, align="center")


def _round(degrees: float) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
