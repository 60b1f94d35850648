"""What came from the office, brought to the store's terms."""

from fieldkit.access import Scope
from fieldkit.records.erasing import Erasure
from fieldkit.records.heads import Head
from fieldkit.records.tables import Stored
from fieldkit.store.incoming import NO_TRUST, News
from fieldkit.sync.messages import PullReply, WireRecord


def _stored(record: WireRecord) -> Stored:
    return Stored(
        record.rid,
        record.kind,
        Scope(record.customer, record.line),
        record.values,
        record.stamps,
        {path: [Head(**head.model_dump()) for head in heads] for path, heads in record.heads.items()},
        record.last_seq,
    )


def received_news(reply: PullReply, begin: tuple[int, int]) -> News:
    """A page in the store's terms; `begin` is the (seq, floor) it was asked with."""
    return News(
        begin=begin,
        end=(reply.cursor.floor, reply.cursor.seq, reply.cursor.stamp),
        more=reply.more,
        grants=reply.grants,
        records=[(_stored(record), record.whole) for record in reply.records],
        tombstones=[(stone.rid, stone.seq) for stone in reply.tombstones],
        purge=[Erasure(**erased.model_dump()) for erased in reply.purge],
        verdicts=reply.verdicts,
        receipts=[(receipt.sha256, receipt.seq) for receipt in reply.receipts],
        backfill={
            grant: (part.next, [_stored(record) for record in part.records]) for grant, part in reply.backfill.items()
        },
        as_of=(reply.as_of, reply.as_of_stamp),
        want=reply.want,
        trust=reply.trust.model_dump() if reply.trust else NO_TRUST,
        durable=reply.durable_seq,
        grants_version=reply.grants_version,
    )
