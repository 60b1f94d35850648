"""Guided diagnosis and clean-up: procedures read from YAML, and the run of one through its answered steps."""

from fieldkit.forms.step import step_id
from fieldkit.playbooks.answering import Proof, answer, begin, conclude, skip
from fieldkit.playbooks.lines import Finding
from fieldkit.playbooks.loading import (
    Checked,
    UnsoundError,
    check_playbook,
    load_former,
    load_playbook,
    load_playbooks,
    sound_playbook,
    text_of,
)
from fieldkit.playbooks.model import Branch, Kind, Playbook, Step, Words
from fieldkit.playbooks.releasing import changes, check_against, drawn_from, refuse_release
from fieldkit.playbooks.runner import OWN_CONCLUSION, Answered, Run, conclusion_id, pinned, run_of

__all__ = [
    "OWN_CONCLUSION",
    "Answered",
    "Branch",
    "Checked",
    "Finding",
    "Kind",
    "Playbook",
    "Proof",
    "Run",
    "Step",
    "UnsoundError",
    "Words",
    "answer",
    "begin",
    "changes",
    "check_against",
    "check_playbook",
    "conclude",
    "conclusion_id",
    "drawn_from",
    "load_former",
    "load_playbook",
    "load_playbooks",
    "pinned",
    "refuse_release",
    "run_of",
    "skip",
    "sound_playbook",
    "step_id",
    "text_of",
]
