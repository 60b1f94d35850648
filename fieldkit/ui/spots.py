"""The screens of the desktop: one table; rail, routes and rights follow from it."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple

from fieldkit.access import ABOVE, EVERYONE, FIELD, HOUSE, JUDGES, MANAGERS, Role
from fieldkit.actions.procedures import shipped
from fieldkit.i18n import LANGUAGES, N_, translate
from fieldkit.ui.workplace import Screen, Workplace


class Spot(NamedTuple):
    """One screen: its route's first word, icon and label in the rail, where its class is, who sees it, its group.

    `also` are words by which people look for it besides its label.
    """

    key: str
    icon: str
    label: str
    made_by: str
    roles: frozenset[Role] = EVERYONE
    group: int = 0
    also: str = ""


_VERIFY = N_("verify signature PDF good altered")
# In the order of the rail; group 1 stands below a line, group 9 at the foot, and -1 is not in the rail.
SPOTS = (
    Spot("today", "house", N_("Today"), "today:TodayScreen"),
    Spot("trips", "briefcase", N_("Trips"), "trips:TripsScreen"),
    Spot("problems", "siren", N_("Problems"), "problems:ProblemsScreen"),
    Spot("customers", "building-2", N_("Customers"), "customers:CustomersScreen"),
    Spot("people", "users", N_("People"), "people:PeopleScreen"),
    Spot("lists", "database", N_("Lists"), "lists:ListsScreen"),
    Spot("deliveries", "send", N_("Deliveries"), "deliveries:DeliveriesScreen"),
    Spot("review", "clipboard-check", N_("Review"), "review:ReviewScreen", MANAGERS | {Role.VICE_PRESIDENT}, 1),
    Spot("procedures", "list-checks", N_("Procedures"), "procedures:ProceduresScreen", MANAGERS, 1),
    Spot("complaints", "message-square", N_("Complaints"), "complaints:ComplaintsScreen", ABOVE, 1),
    Spot("doubles", "git-merge", N_("Doubles"), "doubles:DoublesScreen", HOUSE, 1),
    Spot("settings", "settings", N_("Settings"), "settings:SettingsScreen", EVERYONE, 9),
    Spot("import", "upload", N_("Take lists in"), "importing:ImportScreen", HOUSE, -1),
    Spot("letterhead", "file-text", N_("Letterhead"), "letterhead:LetterheadScreen", HOUSE, -1),
    Spot("summaries", "chart-column", N_("Summaries"), "summaries:SummariesScreen", JUDGES, -1),
    Spot("papers", "file-text", N_("Papers"), "papers:PapersScreen", EVERYONE, -1),
    Spot("verify", "file-search", N_("Check a paper"), "verify:VerifyScreen", EVERYONE, -1, _VERIFY),
    Spot("sign", "signature", N_("Sign"), "sign:SignScreen", FIELD, -1),
    Spot("search", "search", N_("Search"), "search:SearchScreen", EVERYONE, -1),
)
BY_KEY = {spot.key: spot for spot in SPOTS}
FOOT, HIDDEN = 9, -1


def spots_named(words: str, roles: frozenset[Role]) -> list[Spot]:
    """The screens that somebody looks for with these words, in either language."""
    asked = words.casefold().split()
    return [spot for spot in SPOTS if asked and spot.roles & roles and spot.key != "search" and _says(spot, asked)]


def _says(spot: Spot, asked: Sequence[str]) -> bool:
    told = " ".join(translate(said, code) for said in (spot.label, spot.also) if said for code in LANGUAGES).casefold()
    return all(word in told for word in asked)


def load_screens() -> None:
    """Loads every screen's module and the procedures, off the screen's thread: a first opening then need not wait."""
    shipped()
    for spot in SPOTS:
        import_module(f"fieldkit.ui.screens.{spot.made_by.split(':')[0]}")


def make_screen(key: str, place: Workplace) -> Screen:
    """Builds a screen; its module is loaded only then, so that the window opens sooner."""
    module, name = BY_KEY[key].made_by.split(":")
    make: Callable[[Workplace], Screen] = getattr(import_module(f"fieldkit.ui.screens.{module}"), name)
    return make(place)
