"""The text of a procedure as values, each with the line it stands on: what is wrong is said with its line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate

MOST_CHARACTERS = 256 * 1024
MOST_VALUES = 50_000
MOST_DEPTH = 20
MOST_IN_LIST = 200  # steps; no other list is as long
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[int | str, ...]


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a procedure: the line from 1, the id of the step or "", and the sentence."""

    line: int
    step: str
    wrong: UserError

    def say(self, code: str | None = None) -> str:
        where = N_("Line {line}, step {step}: {what}") if self.step else N_("Line {line}: {what}")
        return translate(where, code).format(line=self.line, step=self.step, what=self.wrong.say(code))


class NotYamlError(Exception):
    """The text is no YAML at all; `finding` says where it stops being read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.say("en"))
        self.finding = finding


class Lines:
    """A YAML text: its values, and the line of every place in them."""

    def __init__(self, text: str) -> None:
        """NotYamlError for what cannot be read."""
        if len(text) > MOST_CHARACTERS:
            raise NotYamlError(
                Finding(1, "", UserError(N_("A procedure is a page of text; this is more than 256 KB.")))
            )
        try:
            if _depth(text) > MOST_DEPTH:
                raise ValueError
            loader = _Loader(text)
            try:
                self._node = loader.get_single_node()
                _size(self._node, {})
                self.values: Any = loader.construct_document(self._node) if self._node is not None else None
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise NotYamlError(Finding(line, "", _unreadable(error, text))) from error
        except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
            raise NotYamlError(Finding(1, "", UserError(_NO_YAML))) from error

    def line(self, place: Place) -> int:
        """The line of a place such as ("steps", 3, "title"), or of what holds it when there is none."""
        node, line = self._node, 1
        for part in place:
            found = _inside(node, part)
            if found is None:
                break
            node, line = found
        return line

    def twice(self) -> Iterator[tuple[Place, str]]:
        """Every word that stands twice in one list of words, of which YAML would silently take the last."""
        for place, node in self._lists():
            if isinstance(node, yaml.MappingNode):
                names = Counter(key.value for key, _value in node.value if isinstance(key.value, str))
                yield from ((place, name) for name, count in names.items() if count > 1)

    def overlong(self) -> Place | None:
        """The first list of words or values that is longer than any of a procedure; None when there is none."""
        return next((place for place, node in self._lists() if len(node.value) > MOST_IN_LIST), None)

    def _lists(self) -> Iterator[tuple[Place, Any]]:
        """The lists of words and of values, each once, from the top down."""
        seen: set[int] = set()

        def walk(node: Any, place: Place) -> Iterator[tuple[Place, Any]]:
            if id(node) in seen or len(place) > 8 or not isinstance(node, yaml.CollectionNode):
                return
            seen.add(id(node))
            yield place, node
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    yield from walk(value, (*place, str(key.value)))
            else:
                for number, value in enumerate(node.value):
                    yield from walk(value, (*place, number))

        return walk(self._node, ())


_NO_YAML = N_("This is not a procedure: a list of words and values in YAML, in UTF-8.")


def _depth(text: str) -> int:
    """How deep lists stand in lists, as far as it matters: the composer would break on what is too deep for it."""
    depth = most = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        most = max(most, depth)
        if most > MOST_DEPTH:
            break
    return most


def _size(node: Any, known: dict[int, int]) -> int:
    """How many values there are with all that is repeated by name; ValueError for more than a page can hold."""
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = MOST_VALUES  # of what holds itself
    inside = getattr(node, "value", None)
    children = (
        [part for pair in inside for part in (pair if isinstance(pair, tuple) else (pair,))]
        if isinstance(inside, list)
        else []
    )
    size = 1 + sum(_size(child, known) for child in children)
    if size > MOST_VALUES:
        raise ValueError
    known[id(node)] = size
    return size


def _unreadable(error: yaml.MarkedYAMLError, text: str) -> UserError:
    said, mark = str(error.problem or ""), error.problem_mark
    line = text.splitlines()[mark.line : mark.line + 1] if mark else []
    if mark and line and line[0][: mark.column + 1].endswith("\t"):
        return UserError(N_("A tab stands here; indent with spaces."))
    if "mapping values" in said or "expected <block end>" in said or "could not find expected ':'" in said:
        return UserError(
            N_("The text is not indented as above it, or holds “: ” or “- ” without quotation marks around it.")
        )
    if "undefined alias" in said:
        return UserError(N_("A “*name” stands here for which there is no “&name” above."))
    sentence = N_("The text stops being readable here (“{problem}”). Look at brackets, quotation marks and indents.")
    return UserError(sentence, problem=said[:80])


def _inside(node: Any, part: int | str) -> tuple[Any, int] | None:
    """What stands under a word or at a place of a list, and its line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == str(part):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None
