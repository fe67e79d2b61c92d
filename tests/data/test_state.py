"""Application state: migrations up to date with the models, turns in order, several writers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from data.errors import UsageError
from data.state.migrate import config
from data.state.store import HEAD, StateStore, StoredAnswer, state_url


def _turn(answer_id: str, conversation: str = "c") -> StoredAnswer:
    return StoredAnswer(
        answer_id, conversation, 0, "q", "", "s", "v", {}, {"n": answer_id}, {}, "t"
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return state_url(tmp_path, {})


def test_migrations_make_exactly_the_models(url) -> None:
    StateStore(url).close()
    command.check(config(url))


def test_migrations_run_down_and_up(url) -> None:
    StateStore(url).close()
    command.downgrade(config(url), "base")
    command.upgrade(config(url), "head")
    with create_engine(url).connect() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert found == HEAD


def test_turns_are_numbered_and_the_latest_memory_is_kept(url) -> None:
    store = StateStore(url)
    assert store.memory("c") is None
    assert [store.save(_turn(name)).turn for name in ("a", "b")] == [1, 2]
    assert store.memory("c") == {"n": "b"}
    assert [turn.answer_id for turn in store.turns("c")] == ["a", "b"]
    with pytest.raises(UsageError, match="no stored answer"):
        store.answer("z")


def test_writers_at_the_same_time_lose_nothing(url) -> None:
    store = StateStore(url)
    store.save(_turn("first"))

    def write(prefix: str) -> None:
        own = StateStore(url)
        for at in range(10):
            own.save(_turn(f"{prefix}{at}"))
        own.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in "xyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [turn.turn for turn in store.turns("c")] == list(range(1, 32))


def test_the_url_comes_from_the_environment(tmp_path) -> None:
    assert state_url(tmp_path, {"REVCOPILOT_STATE_URL": "postgresql+psycopg://x"}).startswith(
        "post"
    )
