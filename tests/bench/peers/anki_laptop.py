"""A laptop of the bench that is Anki: takes one JSON request a line, answers one JSON line (see peers.py, Laptop).

A record is a note with the record's fields, and the one card that Anki makes of each note travels with it.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.notes import Note

NAME, PASSWORD = "bench", "bench"
FIELDS = ("number", "customer_name", "contact", "phone", "address", "notes")


class Laptop:
    def open(self, folder: str, url: str, way: str) -> None:
        """The first laptop gives the server its note types, the others take them: Anki does that only as a whole."""
        self.collection = Collection(str(Path(folder) / "laptop.anki2"))
        if way == "push":
            self._note_type()
        self._logins: dict[str, Any] = {}
        auth = self._login(url)
        self.collection.sync_collection(auth, False)
        self.collection.full_upload_or_download(auth=auth, server_usn=None, upload=way == "push")

    def _note_type(self) -> None:
        models = self.collection.models
        kind = models.new("Record")
        for field in FIELDS:
            models.add_field(kind, models.new_field(field))
        template = models.new_template("Card")
        template["qfmt"], template["afmt"] = "{{number}}", "{{customer_name}}"
        models.add_template(kind, template)
        models.add(kind)

    def _login(self, url: str) -> Any:
        if url not in self._logins:
            self._logins[url] = self.collection.sync_login(NAME, PASSWORD, f"{url}/")
        return self._logins[url]

    def create(self, file: str) -> None:
        kind = self.collection.models.by_name("Record")
        requests = []
        for record in json.loads(Path(file).read_text("utf-8")):
            note = self.collection.new_note(kind)
            note.fields = [record[field] for field in FIELDS]
            requests.append(AddNoteRequest(note=note, deck_id=DeckId(1)))
        self.collection.add_notes(requests)

    def _note(self, number: str) -> Note:
        (found,) = self.collection.find_notes(f"number:{number}")
        return self.collection.get_note(found)

    def change(self, number: str, contact: str) -> None:
        note = self._note(number)
        note["contact"] = contact
        self.collection.update_note(note)

    def read(self, number: str) -> dict[str, Any]:
        return {"contact": self._note(number)["contact"], "records": self.collection.note_count()}

    def sync(self, url: str, way: str) -> dict[str, float]:
        """Anki knows one way only: both."""
        auth = self._login(url)
        begun = time.perf_counter()
        done = self.collection.sync_collection(auth, False)
        took = (time.perf_counter() - begun) * 1000
        if done.required not in {done.NO_CHANGES, done.NORMAL_SYNC}:
            raise RuntimeError(f"Anki wants a full sync: {done}")
        return {"ms": took}


laptop = Laptop()
for line in sys.stdin:
    request = json.loads(line)
    action = getattr(laptop, request.pop("do"))
    print(json.dumps(action(**request) or {}), flush=True)
