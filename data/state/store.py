"""Reading and writing the application state; the schema is brought up to date on first use."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from data.errors import UsageError
from data.state.models import AnswerRow, ConversationRow

HEAD = "0001"
_MIGRATING = threading.Lock()


@dataclass(frozen=True)
class StoredAnswer:
    """A stored turn, as plain values."""

    answer_id: str
    conversation_id: str
    turn: int
    question: str
    principal: str
    snapshot_id: str
    code_version: str
    memory_before: dict[str, Any]
    memory_after: dict[str, Any]
    answer: dict[str, Any]
    created_at: str


class StateStore:
    """The state behind one URL; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        with _MIGRATING:
            _bring_up_to_date(self._engine, url)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self._engine) as session, session.begin():
            yield session

    def memory(self, conversation_id: str) -> dict[str, Any] | None:
        """What the latest turn of a conversation left, or None for a new one."""
        query = (
            select(AnswerRow.memory_after)
            .where(AnswerRow.conversation_id == conversation_id)
            .order_by(AnswerRow.turn.desc())
            .limit(1)
        )
        with self._session() as session:
            return session.execute(query).scalar_one_or_none()

    def owner(self, conversation_id: str) -> str | None:
        """The principal of a conversation, or None where there is none."""
        with self._session() as session:
            row = session.get(ConversationRow, conversation_id)
            return row.principal if row else None

    def save(self, stored: StoredAnswer) -> StoredAnswer:
        """Keep a turn; its number is the next of its conversation, whatever it says.

        A turn of the same conversation saved meanwhile by another process makes this one the next.
        """
        for _ in range(20):
            try:
                return self._insert(stored)
            except IntegrityError:
                continue
        raise UsageError(f"Conversation {stored.conversation_id} is being written by too many.")

    def _insert(self, stored: StoredAnswer) -> StoredAnswer:
        with self._session() as session:
            if session.get(ConversationRow, stored.conversation_id) is None:
                session.add(
                    ConversationRow(
                        id=stored.conversation_id,
                        principal=stored.principal,
                        created_at=stored.created_at,
                    )
                )
                session.flush()
            latest = session.execute(
                select(func.max(AnswerRow.turn)).where(
                    AnswerRow.conversation_id == stored.conversation_id
                )
            ).scalar_one()
            turn = (latest or 0) + 1
            values = {k: v for k, v in vars(stored).items() if k not in ("answer_id", "turn")}
            session.add(AnswerRow(id=stored.answer_id, turn=turn, **values))
        return StoredAnswer(**{**vars(stored), "turn": turn})

    def answer(self, answer_id: str) -> StoredAnswer:
        """A stored turn.

        Raises:
            UsageError: there is none of that id.
        """
        with self._session() as session:
            row = session.get(AnswerRow, answer_id)
            if row is None:
                raise UsageError(
                    f"There is no stored answer {answer_id!r}.",
                    fix="An answer's id stands in its JSON as answer_id.",
                )
            return _stored(row)

    def turns(self, conversation_id: str) -> list[StoredAnswer]:
        """All turns of a conversation in order."""
        query = (
            select(AnswerRow)
            .where(AnswerRow.conversation_id == conversation_id)
            .order_by(AnswerRow.turn)
        )
        with self._session() as session:
            return [_stored(row) for row in session.execute(query).scalars()]

    def naming(self) -> dict[str, set[str]]:
        """Snapshot → ids of the stored answers that name it: as theirs, or as read beside it."""
        found: dict[str, set[str]] = {}
        query = select(AnswerRow.id, AnswerRow.snapshot_id, AnswerRow.answer["other_snapshots"])
        with self._session() as session:
            for answer_id, own, others in session.execute(query):
                for snapshot_id in (own, *(others or ())):
                    found.setdefault(snapshot_id, set()).add(answer_id)
        return found

    def count(self) -> int:
        """Number of stored answers."""
        with self._session() as session:
            return session.execute(select(func.count()).select_from(AnswerRow)).scalar_one()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def state_url(folder: Path, environment: dict[str, str] | None = None) -> str:
    """The URL of a home's state: REVCOPILOT_STATE_URL where set, else SQLite in the folder."""
    values = os.environ if environment is None else environment
    return values.get("REVCOPILOT_STATE_URL") or f"sqlite:///{folder / 'state.db'}"


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _tune(connection: Any, _: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA busy_timeout=10000")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()

    return engine


def _bring_up_to_date(engine: Engine, url: str) -> None:
    """Run the migrations, unless the schema already stands at the newest."""
    with engine.connect() as connection, contextlib.suppress(OperationalError, ProgrammingError):
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found == HEAD:
            return
    from data.state.migrate import upgrade  # noqa: PLC0415 - alembic is slow to import

    upgrade(url)


def _stored(row: AnswerRow) -> StoredAnswer:
    return StoredAnswer(
        answer_id=row.id,
        conversation_id=row.conversation_id,
        turn=row.turn,
        question=row.question,
        principal=row.principal,
        snapshot_id=row.snapshot_id,
        code_version=row.code_version,
        memory_before=row.memory_before,
        memory_after=row.memory_after,
        answer=row.answer,
        created_at=row.created_at,
    )
