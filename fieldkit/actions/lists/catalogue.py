"""The lists of the house. A list is this declaration; adding one is adding it here."""

from dataclasses import replace
from datetime import date, timedelta

from fieldkit.access import MONEY
from fieldkit.actions.lists import worked
from fieldkit.actions.lists.declared import Column, ListOf, Quick, Worked
from fieldkit.i18n import N_
from fieldkit.records.listing import Condition

CUSTOMER = Column("customer.customer_name", N_("Customer"), 210)
LINE = Column("line.line_name", N_("Product line"), 130)


def _is(path: str, *values: str) -> Condition:
    return Condition(path, "is", values)


def _yesterday(today: date) -> str:
    return (today - timedelta(days=1)).isoformat()


CUSTOMERS = ListOf(
    "customers",
    "customer",
    N_("Customers"),
    "building-2",
    N_("Who runs the equipment: number, name, level, whom to speak to."),
    (
        Column("number", width=120),
        Column("customer_name", width=0, bold=True),
        Column("level", width=90),
        Column("contact", width=120),
        Column("phone", width=150),
        Worked("units", N_("Equipment"), worked.counted("equipment", "customer"), 100, number=True),
        Column("address", width=240, shown=False),
    ),
    order="number",
    add=N_("New customer"),
)
SITES = ListOf(
    "sites",
    "site",
    N_("Sites"),
    "map-pin",
    N_("The equipment rooms of the customers: where they are, how one gets in, the drawing of the network."),
    (
        CUSTOMER,
        Column("site_name", width=0, bold=True),
        Column("address", width=200),
        Column("network_place", width=150),
        Column("access", width=120),
        Column("drawing", width=170),
        Worked("units", N_("Equipment"), worked.counted("equipment", "site"), 100, number=True),
    ),
    (Quick("undrawn", N_("without drawing"), lambda _: (Condition("drawing", "empty"),)),),
    order=CUSTOMER.key,
    add=N_("New site"),
)
EQUIPMENT = ListOf(
    "equipment",
    "equipment",
    N_("Equipment"),
    "server",
    N_("What stands at the customers: serial number, model, place, warranty, remote access, configuration."),
    (
        replace(CUSTOMER, width=200),
        Column("site.site_name", N_("Site"), 120),
        Column("model", width=110, bold=True),
        Column("serial", width=0),
        Column("place", width=120),
        replace(LINE, width=100),
        Column("warranty_until", width=120, shown=False),
        Column("in_service", width=120, shown=False),
        Column("remote", N_("Remote access"), 100, shown=False),
        Column("retired_on", width=120, shown=False),
        Worked("state", N_("Standing"), worked.unit_state, 150, options=worked.UNIT_CODES),
    ),
    (
        Quick("used", N_("in use"), lambda _: (Condition("retired_on", "empty"),)),
        Quick("ending", N_("warranty ends soon"), lambda today: (
            Condition("retired_on", "empty"), Condition("warranty_until", "from", (today.isoformat(),)),
            Condition("warranty_until", "to", ((today + worked.SOON).isoformat(),)),
        )),
        Quick("gone", N_("retired"), lambda _: (Condition("retired_on", "filled"),)),
    ),
    begin="used",
    order=CUSTOMER.key,
    add=N_("New equipment"),
    apart=("customer", "site", "retired_on", "retired_why"),
)  # fmt: skip
SOFTWARE = ListOf(
    "software",
    "software",
    N_("Software"),
    "layers",
    N_("What runs on the equipment: version, patches, what is special and why, and whether it is behind."),
    (
        Column("equipment.customer.customer_name", N_("Customer"), 180),
        Column("equipment.model", N_("Model"), 100),
        Column("equipment.serial", N_("Equipment"), 190),
        Column("component", width=100, bold=True),
        Column("version_installed", width=90),
        Column("patches", width=90),
        Worked(
            "against",
            N_("Against the release"),
            worked.against_released,
            200,
            searched=True,
            options=worked.VERSION_CODES,
        ),
        Column("special", width=0),
        Column("special_why", width=180, shown=False),
    ),
    (
        Quick("behind", N_("behind"), lambda _: (_is("against", "behind"),), tells=True),
        Quick("special", N_("special setting"), lambda _: (Condition("special", "filled"),)),
    ),
    order="equipment.customer.customer_name",
    add=N_("New software"),
    fields=("equipment", "component", "version_installed", "patches", "special", "special_why"),
)
VERSIONS = ListOf(
    "versions",
    "released_version",
    N_("Versions"),
    "badge-check",
    N_("What is released for each model: version, required patches, and the files it is installed from."),
    (
        Column("model", width=140, bold=True),
        Column("component", width=140),
        Column("version_released", width=150),
        Column("must_have", width=180),
        Column("released_on", width=130),
        LINE,
        Worked("media", N_("Media"), worked.media_at_hand, 0, searched=True, options=worked.MEDIA_CODES),
    ),
    (
        Quick("bare", N_("without media"), lambda _: (_is("media", "none"),)),
        Quick("differs", N_("hash differs"), lambda _: (_is("media", "differs"),), tells=True),
    ),
    order="model",
    add=N_("New version"),
)
PARTS = ListOf(
    "parts",
    "part",
    N_("Spare parts"),
    "package",
    N_("The store: how many lie where, and what is below its minimum. Stock is the last count and what moved since."),
    (
        Column("code", width=150),
        Column("part_name", width=0, bold=True),
        replace(LINE, width=100),
        Worked("stock", N_("In stock"), worked.in_stock, 80, number=True),
        Worked("enough", N_("Standing"), worked.stock_standing, 150, options=worked.STOCK_CODES),
        Worked("places", N_("Where"), worked.at_places, 190, searched=True),
        Column("minimum", N_("Minimum"), 80),
        Worked("faulty", N_("Faulty ones"), worked.faulty_parts, 80, number=True),
        Column("price", width=110, shown=False),
    ),
    (
        Quick("below", N_("below the minimum"), lambda _: (_is("enough", "below", "owed"),), tells=True),
        Quick("owed", N_("owed by the store"), lambda _: (_is("enough", "owed"),)),
        Quick("faulty", N_("faulty ones in store"), lambda _: (Condition("faulty", "from", ("1",)),)),
    ),
    order="code",
    add=N_("New spare part"),
)
MOVEMENTS = ListOf(
    "movements",
    "part_movement",
    N_("Part movements"),
    "arrow-right-left",
    N_("Every part that was issued, used, came back, was counted or moved. It is noted on the trip or at the part."),
    (
        Column("moved_at", width=150),
        Column("movement", width=150, bold=True),
        Column("part.code", N_("Part code"), 150),
        Column("part.part_name", N_("Part name"), 0),
        Column("quantity", width=80),
        Column("place", width=110),
        Column("to_place", width=110, shown=False),
        Column("visit.purpose", N_("Trip"), 150),
        Column("moved_by.person_name", N_("By"), 100),
        Column("serial_old", N_("Old serial number"), 150, shown=False),
        Column("serial_new", N_("New serial number"), 150, shown=False),
    ),
    (
        Quick("out", N_("issued for a trip"), lambda _: (_is("movement", "taken"),)),
        Quick("faulty", N_("faulty parts"), lambda _: (_is("movement", "faulty", "repair", "settled"),)),
        Quick("counts", N_("counted"), lambda _: (_is("movement", "count"),)),
    ),
    order="moved_at",
    down=True,
)
RECEIVABLES = ListOf(
    "receivables",
    "receivable",
    N_("Receivables"),
    "banknote",
    N_("What customers owe: repair money, spare-part money, faulty parts; and what came in, with its receipt."),
    (
        replace(CUSTOMER, width=0),
        Column("debt", width=130, bold=True),
        Column("amount", width=110),
        Column("part_owed", width=130),
        Column("due", width=110),
        Worked("standing", N_("Standing"), worked.debt_standing, 100, options=worked.DEBT_CODES),
        Worked("rest", N_("Still owed"), worked.still_owed, 110, number=True),
        Worked("receipts", N_("Receipts"), worked.receipts_of, 150, searched=True, roles=MONEY),
        Column("status", shown=False),
    ),
    (
        Quick("open", N_("not settled"), lambda _: (_is("status", "open"),)),
        Quick("late", N_("overdue"), lambda today: (
            _is("status", "open"), Condition("due", "to", (_yesterday(today),)),
        ), tells=True),
        Quick("settled", N_("settled"), lambda _: (_is("status", "settled"),)),
    ),
    begin="open",
    order="due",
    add=N_("New receivable"),
    fields=("customer", "debt", "amount", "part_owed", "due", "agreed"),
)  # fmt: skip
CONTRACTS = ListOf(
    "contracts",
    "contract",
    N_("Contracts"),
    "file-signature",
    N_("What customers were promised: until when, how soon somebody answers and stands on site, what is included."),
    (
        Column("number", width=130),
        Column("contract_name", width=0, bold=True),
        CUSTOMER,
        replace(LINE, width=120),
        Column("begins", width=110),
        Column("ends", width=110),
        Worked("standing", N_("Standing"), worked.term, 110, options=worked.TERM_CODES),
        Column("hours", width=110),
        Column("respond_1", width=130, shown=False),
        Column("on_site_1", width=130, shown=False),
        Column("respond_2", width=130, shown=False),
        Column("on_site_2", width=130, shown=False),
        Column("inspections", width=110, shown=False),
        Column("parts_included", width=130, shown=False),
        Column("amount", width=130, shown=False),
    ),
    (
        Quick("now", N_("in force"), lambda today: (
            Condition("begins", "to", (today.isoformat(),)), Condition("ends", "from", (today.isoformat(),)),
        )),
        Quick("soon", N_("ends soon"), lambda today: (
            Condition("ends", "from", (today.isoformat(),)),
            Condition("ends", "to", ((today + worked.SOON).isoformat(),)),
        ), tells=True),
        Quick("over", N_("over"), lambda today: (Condition("ends", "to", (_yesterday(today),)),)),
    ),
    order="ends",
    add=N_("New contract"),
)  # fmt: skip
MANUALS = ListOf(
    "manuals",
    "manual",
    N_("Manuals, tools"),
    "book-open",
    N_("Files that the engineers of a product line take along: manuals, tools, templates, drawings."),
    (
        Column("manual_name", width=0, bold=True),
        Column("sort", width=110),
        LINE,
        Column("models", width=180),
        Column("version_of", width=110),
        Column("issued_on", width=120),
        Column("file", width=220),
    ),
    (Quick("bare", N_("without file"), lambda _: (Condition("file", "empty"),), tells=True),),
    order="manual_name",
    add=N_("New manual or tool"),
)

LISTS = (
    CUSTOMERS, SITES, EQUIPMENT, SOFTWARE, VERSIONS, PARTS, MOVEMENTS, RECEIVABLES, CONTRACTS, MANUALS,
)  # fmt: skip
BY_KEY = {listed.key: listed for listed in LISTS}
BY_KIND = {listed.kind: listed for listed in LISTS}
