"""The answer: one JSON object, whose fields the contract fixes."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.claims import Span
from tools.facts import Fact
from tools.principal import Principal
from tools.result import Receipt, Table, Unknown

Status = Literal["answered", "clarify", "out_of_scope", "no_data", "error"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reason(_Model):
    """Why a question was not simply answered."""

    code: str
    detail: str
    needs: list[str] = []


class PlannedCall(_Model):
    """One call of a plan."""

    tool: str
    args: dict[str, Any]


class Part(_Model):
    """One part of a question that holds several."""

    question: str
    status: Status
    reason: Reason | None = None
    calls: list[int] = []


class Grounding(_Model):
    """What the verifier found in the final text."""

    claims: int = 0
    unsupported: int = 0
    required_missing: int = 0
    spans: list[Span] = []
    rejected_drafts: int = 0
    reasons: list[str] = []


class Answer(_Model):
    """One answer.

    Attributes:
        id: stands only in a batch.
        other_snapshots: published snapshots of earlier days that were read too.
        code_version: which code computed it.
    """

    id: Any = None
    answer_id: str
    question: str
    conversation_id: str
    principal: Principal
    status: Status
    reason: Reason | None = None
    parts: list[Part] = []
    text: str
    narrator: Literal["template", "llm", "fallback"] = "template"
    plan: list[PlannedCall] = []
    plan_resolved: list[PlannedCall] = []
    planner: Literal["rules", "llm"] = "rules"
    inherited: dict[str, Any] = {}
    facts: list[Fact] = []
    tables: list[Table] = []
    charts: list[dict[str, Any]] = []
    unknowns: list[Unknown] = []
    grounding: Grounding = Field(default_factory=Grounding)
    options: list[str] = []
    suggestions: list[str] = []
    as_of: date
    snapshot_id: str
    other_snapshots: list[str] = []
    model_versions: dict[str, str]
    prompt_versions: dict[str, str]
    receipt: list[Receipt] = []
    llm: dict[str, Any] | None = None
    timings_ms: dict[str, float] = {}
    code_version: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; `id` only where it was given."""
        made = self.model_dump(mode="json")
        if made["id"] is None:
            del made["id"]
        return made


# What a replay compares, byte for byte.
REPLAYED = ("status", "plan_resolved", "facts", "tables", "charts", "unknowns", "text")
