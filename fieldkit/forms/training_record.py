"""现场培训记录: who was shown on site how such a problem is analysed and handled, and what they asked (P7.13)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Duration, LongText, Moment, Text
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_


class Trainee(Row):
    """受训人员: somebody of the customer who was there."""

    trainee = Text(N_("Name"), required=When.SUBMITTING, personal=True)
    post = Text(N_("Post"))


class Topic(Row):
    """培训内容: what was shown."""

    topic = Text(N_("Topic"), required=When.SUBMITTING)
    covered = LongText(N_("What was shown"))


class Question(Row):
    """提问: what was asked, and the answer."""

    question = Text(N_("Question"), required=When.SUBMITTING)
    answer = LongText(N_("Answer"))


class TrainingRecord(Paper):
    """现场培训记录."""

    kind = "training_record"
    title = N_("Training record")
    mark, place = "TR", 130
    heading = ("held_at",)
    belongs_to = "visit"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    held_at = Moment(N_("When"), required=When.SUBMITTING, find=True)
    took = Duration(N_("How long"))
    trainer = PersonLink(N_("Trainer"), required=When.ALWAYS, find=True)
    trainees = Rows(Trainee, N_("Who was trained"), at_least=1)
    topics = Rows(Topic, N_("Topics"), at_least=1)
    questions = Rows(Question, N_("Questions"))
    notes = LongText(N_("Notes"))

    sections = (
        Section(N_("Training"), ("held_at", "took", "trainer")),
        Section(N_("Who was trained"), ("trainees",)),
        Section(N_("Topics"), ("topics",)),
        Section(N_("Questions"), ("questions", "notes")),
    )
