"""The office's own tables, beside the records that laptops know too."""

from sqlalchemy import DDL, JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, Text, event, text

from fieldkit.records.tables import METADATA

ORGANISATION = Table(
    "organisation",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("history", String(36), nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("durable_seq", BigInteger, nullable=False),
)
FORK = Table(
    "fork",
    METADATA,
    Column("history", String(36), primary_key=True),
    Column("forked_at", BigInteger, nullable=False),
    Column("next", String(36), nullable=False),
)
SEQ = Table(
    "seq",
    METADATA,
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("stamp", String(16), nullable=False),
)
DEVICE = Table(
    "device",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("person", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("device_key", Text, nullable=False),
    Column("enrolled_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
)
# What the authority issued to laptops. A laptop that is locked out takes its certificates with it into the list of
# revoked ones; `until_ms` is when each ends by itself.
CERTIFICATE = Table(
    "certificate",
    METADATA,
    Column("serial", String(40), primary_key=True),
    Column("device", String(36), nullable=False),
    Column("unit", String(10), nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Index("certificate_device", "device"),
)
# The newest list of revoked certificates, signed by the authority; `says` is the hash of what it was made from.
REVOCATIONS = Table(
    "revocations",
    METADATA,
    Column("number", BigInteger, primary_key=True),
    Column("says", String(64), nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("crl", Text, nullable=False),
    Column("tsa", Text, nullable=False),
)
INVITATION = Table(
    "invitation",
    METADATA,
    Column("code_hash", String(64), primary_key=True),
    Column("person", String(36), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Column("seal", String(64), nullable=False, server_default=""),
)
INCARNATION = Table(
    "incarnation",
    METADATA,
    Column("inc", String(36), primary_key=True),
    Column("device", String(36), nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("last_id", String(36)),
)
CHANGE = Table(
    "change",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("inc", String(36), nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("prev", String(36)),
    Column("grp", String(36)),
    Column("kind", String(40), nullable=False),
    Column("rid", String(36), nullable=False),
    Column("patch", JSON, nullable=False),
    Column("base_history", String(36), nullable=False),
    Column("base_seq", BigInteger, nullable=False),
    Column("own", JSON, nullable=False),
    Column("author", String(36), nullable=False),
    Column("device", String(36), nullable=False),
    Column("device_ms", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("was", String(10), nullable=False, server_default=""),
    Column("says", String(64), nullable=False),
    Column("status", String(10), nullable=False),
    Column("code", String(40), nullable=False),
    Column("message", JSON, nullable=False),
    Column("news", Boolean, nullable=False),
    Index("change_seq", "seq"),
    Index("change_rid", "rid"),
    Index("change_held", "seq", sqlite_where=text("status = 'held'"), postgresql_where=text("status = 'held'")),
)
TOMBSTONE = Table(
    "tombstone",
    METADATA,
    Column("seq", BigInteger, primary_key=True),
    Column("rid", String(36), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("customer", String(36), nullable=False),
    Column("line", String(36), nullable=False),
)
# What was erased: by path, the digests of the values that stood there and what stands there now; without a path, the
# whole record. It is told to laptops, and done again to whatever brings such a value back.
ERASURE = Table(
    "erasure",
    METADATA,
    Column("seq", BigInteger, primary_key=True),
    Column("rid", String(36), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("customer", String(36), nullable=False),
    Column("line", String(36), nullable=False),
    Column("path", String(200), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("values", JSON, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("erasure_rid", "rid"),
)
RIGHTS = Table(
    "rights",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", String(36), nullable=False),
    Column("from_seq", BigInteger, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("grants", JSON, nullable=False),
    Column("version", String(36), nullable=False),
    Column("due", String(10), nullable=False, server_default=""),
    Index("rights_person", "person"),
)
# A file that the office has whole, and the name under which its store keeps it: each writing has a name of its own.
FILE = Table(
    "file",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("type", String(80), nullable=False),
    Column("place", String(120), nullable=False),
)
# What the office had and has no more. Its holders, and who refers to it, are asked for it.
LOST = Table("lost", METADATA, Column("sha256", String(64), primary_key=True))
# Who brought a file: he has a receipt while the office has it, may refer to it, and is asked for it when it is lost.
HOLDER = Table(
    "holder",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("person", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("holder_person", "person", "seq"),
)
PART = Table(
    "part",
    METADATA,
    Column("person", String(36), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
# Files that held changes wait for.
AWAITED = Table(
    "awaited",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("change", String(36), primary_key=True),
    Column("person", String(36), nullable=False),
    Index("awaited_person", "person"),
)
REFERENCE = Table(
    "reference",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("rid", String(36), primary_key=True),
    Column("person", String(36), nullable=False),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", String(80), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", String(200), nullable=False),
    Column("hash", String(64), nullable=False, server_default=""),
)
ATTEMPT = Table(
    "attempt",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("place", String(64), nullable=False),
    Index("attempt_at", "at_ms"),
)
IMPORTED = Table(
    "imported",
    METADATA,
    Column("rid", String(36), primary_key=True),
    Column("values", JSON, nullable=False),
)

# What a word heads in a company's lists, where no usual word said so: taught by a person, once.
HEADING = Table(
    "heading",
    METADATA,
    Column("list", String(40), primary_key=True),
    Column("heading", String(100), primary_key=True),
    Column("column", String(40), nullable=False),
    Column("who", String(80), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

# The audit log is only added to. Who alters the table `audit` on SQLite makes it anew: then these are to be made again.
_REFUSES = "the audit log is only added to"
APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSES}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSES}'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    ),
}

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(AUDIT, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
