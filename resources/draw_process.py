"""Draws the life of a problem into docs/process.md, from the table of steps.

usage: python resources/draw_process.py [--check]     (--check changes nothing and fails when the page is out of date)
"""

import sys

from drawing import keep

from fieldkit.access import EVERYONE, ROLE_LABELS, Role
from fieldkit.forms import FORMS, When
from fieldkit.forms.problem import PROBLEM_STATUS, Problem
from fieldkit.process.problem_steps import PROBLEM_STEPS
from fieldkit.process.step import Need, Transition


def drawn() -> str:
    """The diagram (Mermaid) and the table of steps (Markdown)."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{words}" as {status}' for status, words in PROBLEM_STATUS.items()]
    for step in PROBLEM_STEPS:
        lines.append(f"    {step.source or '[*]'} --> {step.target}: {step.word}")
    lines += [
        "```",
        "",
        "| from | step | to | who may | what must be there | what it starts |",
        "|---|---|---|---|---|---|",
    ]
    for step in PROBLEM_STEPS:
        source = PROBLEM_STATUS.get(step.source, "")
        cells = (source, step.word, PROBLEM_STATUS[step.target], _who(step), "; ".join(_needs(step)), step.starts)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _who(step: Transition) -> str:
    if step.by == "assigned_to":
        return "whoever it is assigned to"
    if step.source == step.target:  # `hands_on`: whoever stands there may put somebody else there
        return "whoever it is assigned to, product-line manager, department manager"
    roles = "everybody" if step.roles == EVERYONE else ", ".join(_role(role) for role in Role if role in step.roles)
    return f"{roles}; not whoever it is assigned to" if step.not_by else roles


def _role(role: Role) -> str:
    return str(ROLE_LABELS[role]).lower().replace("quality assurance", "QA")


def _needs(step: Transition) -> list[str]:
    fields = Problem.fields
    said = [f"{fields[name].label} is {' or '.join(values)}" for name, values in step.only]
    said += [fields[name].label for name in step.needs]
    said += [f"{fields[name].label}, written with the step" for name in step.anew if name != step.at]
    said += [f"no {fields[name].label}" for name in step.empty]
    said += {When.SUBMITTING: ["what assigning asks for"], When.SIGNING: ["what its class and severity ask for"]}.get(
        step.stage, []
    )
    return said + [_paper(need) for need in step.papers]


def _paper(need: Need) -> str:
    form = FORMS[need.kind]
    status = form.status_field()
    ends = " or ".join((status.options[end] if status else end).lower() for end in need.ends)
    extra = ", ".join(form.fields[name].label for name in need.fields)
    extra += ", ".join(f"{form.fields[rows].label}: each confirmed" for rows, _ in need.rows)
    said = f"{'every' if need.each else 'a'} {form.title} {ends}" + (f" ({extra})" if extra else "")
    said += f", and one after a {' or a '.join(FORMS[kind].title for kind in need.after)}" if need.after else ""
    return said + (f" for {need.whose}" if need.when else "")


if __name__ == "__main__":
    sys.exit(keep("process.md", drawn()))
