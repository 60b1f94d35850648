"""Guided diagnosis and clean-up: procedures read from YAML, and the run of one through its answered steps."""

from fieldkit.forms.step import step_id
from fieldkit.playbooks.loading import load_playbook, load_playbooks
from fieldkit.playbooks.model import Branch, Kind, Playbook, Step, Words
from fieldkit.playbooks.runner import (
    OWN_CONCLUSION,
    Answered,
    Run,
    answer,
    conclude,
    conclusion_id,
    run_of,
    skip,
)

__all__ = [
    "OWN_CONCLUSION",
    "Answered",
    "Branch",
    "Kind",
    "Playbook",
    "Run",
    "Step",
    "Words",
    "answer",
    "conclude",
    "conclusion_id",
    "load_playbook",
    "load_playbooks",
    "run_of",
    "skip",
    "step_id",
]
