"""The engine: one home, one snapshot, questions in, answers out, every turn kept.

Clocks and ids come from the caller, so that the same turn can be computed again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from time import perf_counter
from typing import Any

import prompts
from copilot.answer import REPLAYED, Answer, Grounding, Reason
from copilot.graph.build import run
from copilot.graph.state import Surroundings, Turn
from copilot.other_days import Looked, OtherDays
from copilot.suggesting import sure_suggestions
from copilot.understanding.from_snapshot import catalog_of, served_tools
from copilot.understanding.memory import after
from copilot.understanding.reading import Memory
from data.errors import UsageError
from data.state.store import StateStore, StoredAnswer, state_url
from data.store.home import Home
from data.store.snapshot import Snapshot
from data.version import code_version
from tools.claims import escape
from tools.context import Context
from tools.principal import EVERYTHING, Principal, principal_named

LONGEST_QUESTION = 2_000
_FIRST = ("What's at risk this week?", "How does the pipeline look?")


class Copilot:
    """Answers questions over one snapshot of one home.

    Args:
        new_id: gives a fresh unique id each time.
        now: the time as ISO text, for people; no figure depends on it.
    """

    def __init__(
        self,
        home: Home,
        *,
        new_id: Callable[[], str],
        now: Callable[[], str],
        snapshot_id: str | None = None,
    ) -> None:
        self.home = home
        self._new_id, self._now = new_id, now
        self.snapshot = Snapshot.open(home, snapshot_id)
        self._served = served_tools()
        self._state: StateStore | None = None
        self._surroundings: OrderedDict[Principal, Surroundings] = OrderedDict()
        self._others = OtherDays(home, self.snapshot)

    @property
    def state(self) -> StateStore:
        """The application state, opened on first use."""
        if self._state is None:
            self._state = StateStore(state_url(self.home.folder))
        return self._state

    def principal(self, name: str | None) -> Principal:
        """The person of that name.

        Raises:
            NoData: nobody of that name is known.
        """
        return principal_named(self.snapshot, name)

    def context(self, principal: Principal) -> Context:
        """What tools are given for this person."""
        return Context(self.snapshot, principal, Looked(self._others))

    def ask(
        self, question: str, *, conversation_id: str | None = None, as_name: str | None = None
    ) -> Answer:
        """Answer a question and keep the turn."""
        principal = self.principal(as_name)
        conversation = conversation_id or self._new_id()
        owner = self.state.owner(conversation)
        if owner is not None and owner != principal.name:
            raise UsageError(
                f"Conversation {conversation!r} belongs to somebody else.",
                fix="Leave --conversation out to begin a new one.",
            )
        kept = self.state.memory(conversation) or {}
        answer, after = self._answer(question, Memory.from_json(kept), principal, conversation)
        self.state.save(
            StoredAnswer(
                answer_id=answer.answer_id,
                conversation_id=conversation,
                turn=0,
                question=question,
                principal=principal.name,
                snapshot_id=answer.snapshot_id,
                code_version=code_version(),
                memory_before=kept,
                memory_after=after.as_json(),
                answer=answer.as_json(),
                created_at=self._now(),
            )
        )
        return answer

    def refused(self, question: str, conversation_id: str, detail: str) -> Answer:
        """An answer of status `error` for a request that could not be asked; it is not kept."""
        turn: Turn = {
            "question": question,
            "status": "error",
            "reason": Reason(code="internal", detail=detail),
            "text": prompts.fill("error", detail=escape(detail)),
        }
        return self._assembled(question, turn, self._around(EVERYTHING), conversation_id)

    def recompute(self, stored: StoredAnswer) -> Answer:
        """The same turn computed again from its stored record; nothing is kept.

        It reads the snapshots of other days that it read then, and no other.

        Raises:
            NoSnapshot: one of them is gone.
        """
        principal = self.principal(stored.principal or None)
        memory = Memory.from_json(stored.memory_before)
        read = stored.answer.get("other_snapshots")
        for snapshot_id in read or ():
            self._others.opened(snapshot_id)
        answer, _ = self._answer(
            stored.question, memory, principal, stored.conversation_id, only=read
        )
        return answer

    def _answer(
        self,
        question: str,
        memory: Memory,
        principal: Principal,
        conversation: str,
        *,
        only: Collection[str] | None = None,
    ) -> tuple[Answer, Memory]:
        started = perf_counter()
        looked = Looked(self._others, only)
        around = self._around(principal).looking(looked)
        asked = " ".join(question.split())
        if not asked or len(asked) > LONGEST_QUESTION:
            turn = _unreadable(asked)
        else:
            turn = run({"question": asked, "memory": memory}, around)
        answer = self._assembled(question, turn, around, conversation)
        answer.other_snapshots = looked.found
        answer.timings_ms["total"] = round((perf_counter() - started) * 1000, 3)
        return answer, _remembered(memory, asked, turn, around)

    def _around(self, principal: Principal) -> Surroundings:
        if principal not in self._surroundings:
            self._surroundings[principal] = Surroundings(
                self.context(principal), catalog_of(self.snapshot, principal), self._served
            )
            if len(self._surroundings) > 64:
                self._surroundings.popitem(last=False)
        return self._surroundings[principal]

    def _assembled(
        self, question: str, turn: Turn, around: Surroundings, conversation: str
    ) -> Answer:
        manifest = self.snapshot.manifest
        results = [result for result in turn.get("results", []) if result is not None]
        is_answered = turn["status"] == "answered"
        shown = results if is_answered else []
        reading = turn.get("reading")
        return Answer(
            answer_id=self._new_id(),
            question=question,
            conversation_id=conversation,
            principal=around.context.principal,
            status=turn["status"],
            reason=turn.get("reason"),
            parts=turn.get("parts", []),
            text=turn["text"],
            plan=turn.get("plan", []),
            plan_resolved=turn.get("plan_resolved", []),
            inherited=dict(reading.inherited) if reading else {},
            facts=turn.get("facts", []) if is_answered else [],
            tables=[table for result in shown for table in result.tables],
            charts=[chart for result in shown for chart in result.charts],
            unknowns=list(dict.fromkeys(u for result in shown for u in result.unknowns)),
            grounding=_grounding(turn),
            options=turn.get("options", []),
            suggestions=sure_suggestions(turn, around),
            as_of=manifest.as_of,
            snapshot_id=manifest.snapshot_id,
            model_versions={"win": manifest.model.version} if manifest.model else {},
            prompt_versions=prompts.versions(),
            receipt=[result.receipt for result in shown],
            timings_ms=dict(turn.get("timings", {})),
            code_version=code_version(),
        )

    def close(self) -> None:
        """Let go of all files."""
        self._others.close()
        self.snapshot.close()
        if self._state is not None:
            self._state.close()


def _unreadable(asked: str) -> Turn:
    """No question at all, or one too long to be one."""
    detail = (
        f"A question of at most {LONGEST_QUESTION:,} characters, please."
        if asked
        else ("There was no question.")
    )
    return {
        "question": asked,
        "status": "clarify",
        "reason": Reason(code="nothing_to_refer_to", detail=detail),
        "text": prompts.fill("clarify", detail=detail, options=list(_FIRST)),
        "options": list(_FIRST),
    }


def _remembered(memory: Memory, asked: str, turn: Turn, around: Surroundings) -> Memory:
    """What this turn leaves for the next; one that could not be read changes nothing."""
    reading = turn.get("reading")
    if reading is None:
        return memory
    results = turn.get("results", []) if turn["status"] == "answered" else []
    listed = [row for result in results if result is not None for row in result.listed]
    return after(memory, asked, reading, around.catalog, listed)


def _grounding(turn: Turn) -> Grounding:
    verdict, rejected = turn.get("verdict"), turn.get("rejected", [])
    if verdict is None:
        return Grounding(rejected_drafts=len(rejected) and 1, reasons=rejected)
    return Grounding(
        claims=verdict.claims,
        unsupported=verdict.unsupported,
        required_missing=verdict.required_missing,
        spans=list(verdict.spans),
        rejected_drafts=1 if rejected else 0,
        reasons=rejected,
    )


def differences(stored: dict[str, Any], again: Answer) -> list[tuple[str, Any, Any]]:
    """Fields of a replay that are not equal: name, as stored, as computed again."""
    fresh = again.as_json()
    return [
        (name, stored.get(name), fresh.get(name))
        for name in REPLAYED
        if stored.get(name) != fresh.get(name)
    ]
