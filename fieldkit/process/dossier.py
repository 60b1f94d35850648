"""Everything about one visit, collected by whoever can query; what the process computes, it computes from this."""

from dataclasses import dataclass, field

from fieldkit.forms import (
    Checklist,
    Comment,
    Contact,
    Customer,
    Equipment,
    Leftover,
    MaintenanceAdvice,
    Part,
    PartMovement,
    Person,
    Photo,
    Problem,
    Receivable,
    ReleasedVersion,
    Review,
    ServiceReport,
    Site,
    Software,
    Step,
    TripApproval,
    Visit,
)


@dataclass
class Trip:
    """One visit with all that belongs to it, its problem, and its customer's file."""

    visit: Visit
    problem: Problem | None = None
    customer: Customer | None = None
    site: Site | None = None
    equipment: list[Equipment] = field(default_factory=list)
    software: list[Software] = field(default_factory=list)
    released: list[ReleasedVersion] = field(default_factory=list)
    receivables: list[Receivable] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    stock: dict[str, int] = field(default_factory=dict)
    movements: list[PartMovement] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    checklist: Checklist | None = None
    approval: TripApproval | None = None
    steps: list[Step] = field(default_factory=list)
    conclusion: str = ""
    open_points: int = 0
    leftovers: list[Leftover] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    report: ServiceReport | None = None
    advice: MaintenanceAdvice | None = None
    reviews: list[Review] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def person_name(self, person: str | None) -> str:
        known = self.people.get(person or "")
        return (known.person_name or "") if known else ""
