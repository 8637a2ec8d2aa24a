"""The shipped roles and who may do what, as data (domain.md §2). Knows permission codes, no user and no use-case.

`GRANTS` says for each permission which roles carry it; a house test compares it with the permissions that the modules
declare. A shop changes its copy of the roles in the database; these are what a new shop begins with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.access import Permission, Role
from app.core.i18n import N_

ALL = "SA CS SL TE TS WS WK PU QI FI MG AD"
SHOP = "SA CS SL TE TS WS WK PU QI FI MG"  # everybody but the administrator (SD10)
MANAGER = "MG"  # who stands in for a missing role (SD12)
ADMINISTRATOR = "AD"


@dataclass(frozen=True)
class Shipped:
    """A role as shipped: code, Chinese and English name."""

    code: str
    name_zh: str
    name_en: str


SHIPPED = (
    Shipped("SA", "服务顾问", N_("Service advisor")),
    Shipped("CS", "客服", N_("Customer service")),
    Shipped("SL", "销售", N_("Sales")),
    Shipped("TE", "维修技师", N_("Technician")),
    Shipped("TS", "技术主管", N_("Technical supervisor")),
    Shipped("WS", "车间主管", N_("Workshop supervisor")),
    Shipped("WK", "仓库管理员", N_("Warehouse keeper")),
    Shipped("PU", "采购员", N_("Purchaser")),
    Shipped("QI", "质检员", N_("Quality inspector")),
    Shipped("FI", "财务", N_("Finance")),
    Shipped("MG", "经理", N_("Manager")),
    Shipped("AD", "系统管理员", N_("Administrator")),
)

# What the services of people, settings and upkeep are guarded with; every other noun declares its own.
VIEW_PEOPLE = Permission("people.view", N_("See users and roles"))
PICK_PEOPLE = Permission("people.pick", N_("Choose people by name"))
EDIT_PEOPLE = Permission("people.edit", N_("Create and change users and roles"))
VIEW_SETTINGS = Permission("settings.view", N_("See the shop's settings"))
CHANGE_SETTINGS = Permission("settings.change", N_("Change the shop's settings"))
BACKUP = Permission("backup.run", N_("Make and restore backups"))
TAKE_OUT = Permission("shop_files.take_out", N_("Take all data out as files"))
DOCTOR = Permission("doctor.run", N_("Check and repair the data"))
DIAGNOSE = Permission("diagnostics.save", N_("Save diagnostics"))
EXCHANGE = Permission("exchange.run", N_("Exchange data with other stations"))
PAIR = Permission("exchange.pair", N_("Pair this station with others"))
DECIDE_MERGES = Permission("exchange.decide", N_("Decide what two stations changed at once"))

GRANTS: dict[str, str] = {
    # part master (non-price); the administrator imports
    "parts.view": ALL,
    "parts.edit": "TS WK PU",
    "parts.approve": "MG",
    "parts.merge": "WK MG AD",
    # prices and costs
    "prices.view": "SA CS SL PU FI MG",
    "prices.edit": "PU FI",
    "cost.view": "PU FI MG",
    # ledger and the plain stock document
    "stock_documents.view": SHOP,
    "stock_documents.edit": "WK",
    "stock_documents.submit": "WK",
    "stock_documents.approve": "FI MG",
    "stock_documents.reverse": "FI MG",
    "stock_documents.override": "MG",
    # counts: plan, sheet, count; finance approves and posts, the manager the annual one too
    "counts.view": SHOP,
    "counts.plan": "WK MG",  # monthly: the warehouse; annual: the manager
    "counts.plan_annual": "MG",
    "counts.edit": "WK",
    "counts.lead": "WK",
    "counts.sheet": "WK",
    "counts.count": "SA CS SL TE TS WS WK PU QI FI",
    "counts.analyse": "WK",
    "counts.approve": "FI",
    "counts.approve_annual": "MG",
    "counts.post": "FI",
    "counts.cancel": "MG",
    # warnings, reorder points: the keeper has purchasing replenish, purchasing acknowledges (R13)
    "alerts.view": "WK PU FI MG",
    "alerts.acknowledge": "PU",
    "alerts.request": "WK PU",
    "alerts.ignore": "WK PU",
    "alerts.run": "WK PU MG",
    "reorder.run": "WK PU MG",
    "abc_runs.view": "WK PU FI MG",
    "signing.exceptions": "FI MG AD",  # SD12
    "reports.view": "TS WS WK PU QI FI MG",
    "abc_runs.compute": "WK PU",
    "abc_runs.review": "WK PU",
    "abc_runs.approve": "MG",
    "reorder.view": "WK PU FI MG",
    # purchasing: the keeper asks and receives, purchasing orders, its head and the manager approve
    "purchase_requests.view": "WK PU FI MG",
    "purchase_requests.edit": "WK PU",
    "purchase_requests.submit": "WK PU",
    "purchase_requests.approve": "PU MG",  # PU: only the head, up to the limit
    "purchase_orders.view": "WK PU QI FI MG",
    "purchase_orders.edit": "PU",
    "purchase_orders.approve": "PU MG",
    "goods_receipts.view": "WK PU QI FI MG",
    "goods_receipts.edit": "WK QI",
    "goods_receipts.inspect": "WK QI",
    "goods_receipts.post": "WK",
    "goods_receipts.excess": "MG",
    "goods_receipts.reverse": "FI MG",
    "price_documents.view": "PU FI MG",
    "price_documents.edit": "PU",
    "price_documents.approve": "FI MG",
    "purchase_returns.view": "WK PU FI MG",
    "purchase_returns.edit": "WK PU",
    "purchase_returns.approve": "FI MG",
    "purchase_registers.view": "WK PU QI FI MG",
    "purchase_registers.edit": "WK PU FI",
    "kit_splits.view": SHOP,
    "kit_splits.edit": "WK",
    "kit_splits.approve": "FI MG",
    # masters around them
    "warehouses.view": ALL,
    "warehouses.edit": "WK AD",
    "bins.view": ALL,
    "bins.edit": "WK AD",
    "units.edit": "WK AD",
    "categories.edit": "WK PU AD",
    "suppliers.view": "SL TS WK PU QI FI MG",
    "suppliers.edit": "PU",
    # the front desk; phones and addresses are not for the workshop, the administrator only merges
    "customers.view": "SA CS SL TE TS WS WK QI FI MG AD",
    "customers.edit": "SA CS SL FI MG",  # finance and the manager for credit and invoices
    "customers.contact": "SA CS SL WS FI MG",
    "customers.credit": "FI MG",
    "customers.privacy": "CS MG",
    "customers.merge": "AD",
    "customers.import": "AD",
    "appointments.view": "SA CS TE TS WS MG",
    "appointments.edit": "SA CS WS",
    "bays.view": SHOP,
    "bays.edit": "WS AD",
    # reception: advisors check in, the workshop reads
    "receptions.view": "SA CS TE TS WS QI MG",
    "receptions.edit": "SA",
    # papers signed with a pen that come back as scans
    "returned_papers.view": "SA MG",
    "returned_papers.edit": "SA",
    "calendar.view": ALL,
    "calendar.edit": "AD",
    # work orders: the advisor writes, the supervisor assigns, technicians work, finance takes the money (domain.md §2)
    "work_orders.view": "SA CS TE TS WS WK QI FI MG",
    "work_orders.edit": "SA",
    "work_orders.agree": "SA",
    "work_orders.assign": "WS",
    "work_orders.work": "TE TS WS",
    "work_orders.advise": "TS",
    "work_orders.bill": "SA FI",
    "work_orders.release": "SA FI",
    # parts for the workshop: technicians ask, their supervisors approve, the keeper hands out (SD2)
    "requisitions.view": "SA TE TS WS WK FI MG",
    "requisitions.edit": "TE TS WS",
    "requisitions.approve": "WS TS MG",
    "requisitions.issue": "WK",
    "requisitions.receive": "SA TE TS WS QI",
    "requisitions.substitute": "TS",
    "return_slips.view": "SA TE TS WS WK FI MG",
    "return_slips.edit": "TE TS WS WK",
    "return_slips.check": "WK",
    # inspections: the inspector signs, nobody inspects his own work (SD3)
    "inspections.view": "SA CS TE TS WS QI FI MG",
    "inspections.inspect": "QI",
    # settlements: the advisor writes, finance takes the money; the manager gives more discount and lets cars go unpaid
    "settlements.view": "SA FI MG",
    "settlements.edit": "SA FI MG",
    "settlements.discount": "MG",
    "settlements.account": "FI MG",
    "settlements.reverse": "FI MG",
    "settlements.invoice": "FI",
    "payments.view": "SA FI MG",
    "payments.take": "FI",
    "payments.reverse": "FI MG",
    # follow-up calls: never by who served the customer
    "follow_ups.view": "SA CS TS WS QI FI MG",
    "follow_ups.call": "SA CS MG",
    # complaints: customer service takes and assigns, whoever was named handles, its head or the manager closes (SD7)
    "complaints.view": SHOP,
    "complaints.register": "CS MG",
    "complaints.handle": SHOP,
    "complaints.close": "CS MG",
    "complaints.decide": "MG",
    # cost per repair item: finance calculates and closes the month, the manager reads
    "cost_runs.view": "FI MG",
    "cost_runs.run": "FI",
    "repair_records.export": "SA FI MG AD",
    # old parts: technicians hand in, the keeper registers, the supervisor signs for what is missing (domain.md §2)
    "old_parts.view": "SA TE TS WS WK PU QI FI MG",
    "old_parts.edit": "TE TS WS WK",
    "old_parts.hand_in": "TE TS WS",
    "old_parts.register": "WK",
    "old_parts.give": "SA WK",
    "old_parts.reuse": "TS",
    "old_parts.appraise": "FI",
    "old_parts.supplier": "PU",
    "old_parts.missing": "WS",
    "scrap_batches.view": "WS WK PU QI FI MG",
    "scrap_batches.edit": "WK",
    "scrap_batches.approve": "MG",
    # the workshop's catalogue: its heads describe the work, finance sets what an hour costs
    "labour.view": SHOP,
    "labour.edit": "TS WS FI",
    # the program itself
    "people.pick": ALL,
    "people.view": "MG AD",
    "people.edit": "AD",
    "settings.view": "MG AD",
    "settings.change": "AD",
    "backup.run": "AD",
    "shop_files.take_out": "MG AD",
    "doctor.run": "AD",
    "diagnostics.save": "MG AD",
    "import.run": "WS WK PU AD",
    "exchange.run": "MG AD",
    "exchange.pair": "AD",
    "exchange.decide": "MG AD",
}

PROGRAM_ONLY: frozenset[str] = frozenset({
    "alerts.watch", "appointments.watch", "complaints.watch", "counts.remind", "customers.watch", "old_parts.watch",
    "work_orders.watch",
})  # fmt: skip  # permissions no person holds: migration, demo, daily run


def permissions(codes: Iterable[str]) -> frozenset[str]:
    """The codes of all permissions that the shipped roles `codes` carry together."""
    wanted = set(codes)
    return frozenset(code for code, holders in GRANTS.items() if wanted & set(holders.split()))


ROLES: tuple[Role, ...] = tuple(Role(r.code, r.name_en, permissions((r.code,))) for r in SHIPPED)
