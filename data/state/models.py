"""The tables of the application state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base with a naming convention, so that migrations run on any database."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - read by SQLAlchemy


class ConversationRow(Base):
    """A conversation of one principal."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    principal: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[str] = mapped_column(String(32))


class AnswerRow(Base):
    """One turn: the question, what was remembered before and after it, and the whole answer."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("conversation_id", "turn"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    turn: Mapped[int]
    question: Mapped[str]
    principal: Mapped[str] = mapped_column(String(200))
    snapshot_id: Mapped[str] = mapped_column(String(64), index=True)
    code_version: Mapped[str] = mapped_column(String(64))
    memory_before: Mapped[dict[str, Any]]
    memory_after: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[str] = mapped_column(String(32))
