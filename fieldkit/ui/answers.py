"""How a customer who did not sign is spoken of, wherever a sealed paper is shown."""

from fieldkit.forms import Form
from fieldkit.forms.signature import ABSENT, REFUSED, Signed
from fieldkit.i18n import N_, _

_WORDS = {
    REFUSED: N_("The customer refused to sign; {witness} witnessed it."),
    ABSENT: N_("Nobody of the customer was there to sign; {witness} witnessed it."),
}


def not_signed(paper: Form) -> str:
    """That the customer of a sealed paper did not sign it, and who witnessed that; nothing where he did."""
    answer = getattr(paper, "customer", None)
    if not isinstance(answer, Signed) or answer.how not in _WORDS:
        return ""
    return _(_WORDS[answer.how]).format(witness=answer.witness)
