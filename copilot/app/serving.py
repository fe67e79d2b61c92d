"""The engine behind the page: one a process and snapshot, shared by all who look at it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from copilot.app.examples import working_examples
from copilot.cli.common import new_id, now
from copilot.engine import Copilot
from copilot.graph.build import compiled
from data.errors import UsageError
from data.store.home import Home
from data.store.manifest import Manifest

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Served:
    """An engine, used by one thread at a time, and questions that it is sure to answer."""

    engine: Copilot
    examples: tuple[str, ...]
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return self.engine.snapshot.manifest

    def ask(self, question: str, conversation_id: str) -> JsonObject:
        """The answer as it is kept, so that a live turn and a stored one are shown alike."""
        with self._lock:
            return self.engine.ask(question, conversation_id=conversation_id).as_json()

    def turns(self, conversation_id: str) -> list[JsonObject]:
        """The answers of a conversation in order, as they were kept.

        Raises:
            UsageError: the conversation is somebody else's.
        """
        with self._lock:
            if self.engine.state.owner(conversation_id):
                raise UsageError(
                    "This conversation belongs to somebody else.",
                    fix="Begin a new one.",
                )
            return [turn.answer for turn in self.engine.state.turns(conversation_id)]


def served(home: Home) -> Served:
    """The engine over the home's current snapshot; a newly published one is opened when it comes.

    Raises:
        NoSnapshot: nothing has been published there.
    """
    return _opened(str(home.folder.resolve()), home.current_id(), _home=home)


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(folder: str, snapshot_id: str, *, _home: Home) -> Served:  # noqa: ARG001 - the key
    engine = Copilot(_home, new_id=new_id, now=now, snapshot_id=snapshot_id)
    # What a first answer would wait for is loaded while the first question is typed.
    threading.Thread(target=compiled, daemon=True).start()
    return Served(engine, working_examples(engine))
