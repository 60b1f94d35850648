"""What is said of a checked paper: in big words, with a shape and a colour of its own, and what to do about it."""

from typing import NamedTuple

from fieldkit.documents.verify import (
    ALTERED,
    CUT_BACK,
    EARLIER,
    FOREIGN,
    GOOD,
    NOT_KEPT,
    REASONS,
    REPLACED,
    UNSIGNED,
    UNTRUSTED,
    Verification,
)
from fieldkit.i18n import N_, translate


class Outcome(NamedTuple):
    """How a verdict is shown; all words are to be translated."""

    icon: str
    tone: str
    words: str
    says: str
    to_do: str = ""
    with_record: bool = False  # what is to be done can only be done where the paper's record is


VERDICTS = {
    GOOD: Outcome(
        "shield-check",
        "good",
        N_("Good"),
        N_("This paper is what was signed, and the office issued the signers' certificates."),
    ),
    ALTERED: Outcome(
        "shield-x",
        "bad",
        N_("Altered"),
        N_("This paper is not what was signed."),
        N_("Do not rely on it. Ask the office for its own copy, and keep this file as evidence."),
    ),
    UNTRUSTED: Outcome(
        "shield-alert",
        "warn",
        N_("Signer not known"),
        N_("Nothing was changed, but this office did not issue the signers' certificates."),
        N_("Ask whoever gave you the paper which company signed it, and check it with that company's office."),
    ),
    UNSIGNED: Outcome(
        "pencil",
        "text_2",
        N_("Not signed"),
        N_("Nobody has signed this paper; anybody could have changed it."),
        N_("Ask for the signed paper."),
    ),
}
# More than the verdict tells, the gravest first; where several hold, the first is the headline.
HEADLINES = {
    CUT_BACK: Outcome(
        "shield-alert",
        "warn",
        N_("Not complete"),
        REASONS[CUT_BACK],
        N_("Open the paper here, and give out the file that holds all signatures."),
        with_record=True,
    ),
    EARLIER: Outcome(
        "shield-check",
        "warn",
        N_("An earlier state"),
        REASONS[EARLIER],
        N_("Open the paper here, and give out the file that holds all signatures."),
        with_record=True,
    ),
    NOT_KEPT: Outcome(
        "shield-alert",
        "warn",
        N_("Not the file that was kept"),
        REASONS[NOT_KEPT],
        N_("Do not rely on it before the office has said which of the two is the paper."),
    ),
    REPLACED: Outcome(
        "shield-alert",
        "warn",
        N_("Replaced by a later revision"),
        REASONS[REPLACED],
        N_("Open the paper here for the revision that holds."),
        with_record=True,
    ),
    FOREIGN: Outcome("shield-alert", "warn", N_("Not a paper of FieldKit"), REASONS[FOREIGN]),
}


# What was sealed is true, but nobody of the customer's signed it: that is no green light.
WITHOUT_CUSTOMER = Outcome(
    "shield-alert",
    "warn",
    N_("Unaltered, but not signed by the customer"),
    N_("This paper is what was sealed. The customer did not sign it; why not, and who witnessed that, stands below."),
)


def sentence(outcome: Outcome) -> str:
    """What stands under the big words, without the name of the reason: they say that already."""
    said = translate(outcome.says)
    _, colon, rest = said.partition("：" if "：" in said else ": ")
    return rest[0].upper() + rest[1:] if colon and outcome in HEADLINES.values() else said


def outcome_of(found: Verification) -> Outcome:
    """What to show of a verification. A reason that has no headline of its own stands under the verdict's."""
    if found.verdict == UNTRUSTED:
        headline = next((shown for reason, shown in HEADLINES.items() if reason in found.reasons), None)
        if headline is not None:
            return headline
        if found.reasons:
            reasons = VERDICTS[UNTRUSTED]._replace(words=N_("Not to be relied on"), says=REASONS[found.reasons[0]])
            return reasons._replace(to_do=N_("Ask the office before you rely on this paper."))
    return WITHOUT_CUSTOMER if found.verdict == GOOD and found.refused else VERDICTS[found.verdict]
