"""The steps of an answer, each a function of the turn and its surroundings."""

from __future__ import annotations

import logging
from dataclasses import replace
from time import perf_counter
from typing import Any

import prompts
from copilot.answer import Part, PlannedCall, Reason, Status
from copilot.graph.repair import repaired
from copilot.graph.state import Surroundings, Turn
from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import headline_facts, narrate
from copilot.understanding.planner import understand as read
from copilot.understanding.reading import Reading
from data.errors import AskBack, CopilotError, NoData, UsageError
from tools import registry
from tools.claims import escape
from tools.context import Context
from tools.facts import Fact, Source, Subject
from tools.result import ToolResult

FAILED_CHECK = "The answer failed its own check and is not shown. Ask in other words."
WENT_WRONG = "Something went wrong inside. Ask in other words; doctor, a command, looks for causes."
_LOG = logging.getLogger("revcopilot")


def understand(turn: Turn, around: Surroundings) -> Turn:
    """Read the question: calls, or why there are none."""
    started = perf_counter()
    snapshot = around.context.snapshot
    reading = read(
        turn["question"],
        catalog=around.catalog,
        as_of=snapshot.as_of,
        calendar=snapshot.calendar,
        memory=turn["memory"],
        served=around.served,
    )
    status: Status = "answered" if reading.status == "planned" else reading.status
    reason = Reason.model_validate(reading.reason.as_json()) if reading.reason else None
    return {
        "reading": reading,
        "status": status,
        "reason": reason,
        "options": _options(reading, around),
        "timings": {"plan": _ms(started)},
    }


def _options(reading: Reading, around: Surroundings) -> list[str]:
    """What to ask instead; a tool that would ask back too knows what fits the figures."""
    known = list(reading.options)
    is_asking = reading.status == "clarify" and len(reading.wanted) == 1
    if not is_asking or reading.reason is None or reading.reason.code != "missing_table":
        return known
    call = reading.wanted[0]
    try:
        tool = registry.get(call.tool)
        tool.run(around.context, tool.validate(call.args))
    except AskBack as error:
        return [*error.options, *known]
    except CopilotError:
        return known
    return known


def plan(turn: Turn, around: Surroundings) -> Turn:  # noqa: ARG001 - all steps look alike
    """Validate every call; what the tools would refuse is told before any of them runs."""
    started = perf_counter()
    planned: list[PlannedCall] = []
    resolved: list[PlannedCall] = []
    arguments: list[Any] = []
    reasons: list[Reason | None] = []
    for call in turn["reading"].calls:
        planned.append(PlannedCall(tool=call.tool, args=call.args))
        try:
            validated = registry.get(call.tool).validate(call.args)
        except UsageError as error:
            arguments.append(None)
            reasons.append(Reason(code=error.code, detail=error.detail))
            resolved.append(PlannedCall(tool=call.tool, args=call.args))
            continue
        arguments.append(validated)
        reasons.append(None)
        planned[-1] = PlannedCall(tool=call.tool, args=_sparse(validated))
        resolved.append(PlannedCall(tool=call.tool, args=validated.model_dump(mode="json")))
    timings = turn["timings"] | {"plan": turn["timings"]["plan"] + _ms(started)}
    return {
        "plan": planned,
        "plan_resolved": resolved,
        "arguments": arguments,
        "reasons": reasons,
        "timings": timings,
    }


def _sparse(arguments: Any) -> dict[str, Any]:
    made: dict[str, Any] = arguments.model_dump(mode="json", exclude_defaults=True)
    return made


def act(turn: Turn, around: Surroundings) -> Turn:
    """Run the calls; one that has no data does not stop the others."""
    started = perf_counter()
    results: list[ToolResult | None] = []
    reasons = list(turn["reasons"])
    asked_back: list[str] = []
    contexts = _contexts(turn["arguments"], around.context)
    for at, arguments in enumerate(turn["arguments"]):
        result = None
        if arguments is not None:
            try:
                result = registry.get(turn["plan"][at].tool).run(contexts[at], arguments)
            except NoData as error:
                reasons[at] = Reason(code=error.code, detail=error.detail, needs=error.needs)
                asked_back = asked_back or (error.options if isinstance(error, AskBack) else [])
            except UsageError as error:
                reasons[at] = Reason(code=error.code, detail=f"{error.detail} {error.fix}".strip())
        results.append(result)
    return {
        "results": results,
        "reasons": reasons,
        "parts": _parts(turn, results, reasons),
        "timings": turn["timings"] | {"tools": _ms(started)},
        **_status(results, reasons, asked_back),
    }


def _contexts(arguments: list[Any], context: Context) -> list[Context]:
    """What each call is given: beside one about another day, those about the present name it."""
    looks_back = any(getattr(given, "as_of", None) is not None for given in arguments)
    named = replace(context, names_day=True) if looks_back else context
    return [named if hasattr(given, "as_of") else context for given in arguments]


def _status(
    results: list[ToolResult | None], reasons: list[Reason | None], asked_back: list[str]
) -> Turn:
    if any(result is not None for result in results):
        return {"status": "answered", "reason": None}
    reason = next((reason for reason in reasons if reason), None)
    if reason is None:
        return {"status": "error", "reason": Reason(code="internal", detail="No call was run.")}
    if reason.code == "not_served":
        return {"status": "out_of_scope", "reason": reason}
    if reason.code == "bad_argument":
        return {"status": "error", "reason": reason.model_copy(update={"code": "internal"})}
    if asked_back:
        return {"status": "clarify", "reason": reason, "options": asked_back}
    return {"status": "no_data", "reason": reason}


def _parts(
    turn: Turn, results: list[ToolResult | None], reasons: list[Reason | None]
) -> list[Part]:
    """The parts of a question that holds several, as understood, with what became of each."""
    parts = []
    for part in turn["reading"].parts:
        calls = _places(turn, part.get("calls", []))
        status, reason = part.get("status", "planned"), part.get("reason")
        if status == "planned":
            failed = next((reasons[at] for at in calls if results[at] is None), None)
            status = "no_data" if failed else "answered"
            reason = failed.model_dump() if failed else None
        parts.append(
            Part.model_validate(
                {
                    "question": part["question"],
                    "status": status,
                    "reason": reason,
                    "calls": calls,
                }
            )
        )
    return parts


def _places(turn: Turn, calls: list[Any]) -> list[int]:
    """Where the calls of a part stand in the plan; they are given as places or as calls."""
    known = [call.as_json() for call in turn["reading"].calls]
    places = [
        known.index(call) if isinstance(call, dict) and call in known else call for call in calls
    ]
    return [place for place in places if isinstance(place, int)]


def _said_apart(sentences: list[str], taken: int, call: int, around: Surroundings) -> list[Fact]:
    """Why a part was not answered, as a text of the ledger that is said verbatim."""
    company = around.context.snapshot.manifest.company
    subject = Subject(kind="company", id=company.name, name=company.title)
    return [
        Fact(
            id=f"F{taken + at}", subject=subject, metric="unanswered", value=sentence,
            unit="text", display=sentence, source=Source(tool="", call=call),
        )
        for at, sentence in enumerate(sentences, start=1)
    ]  # fmt: skip


def compose(turn: Turn, around: Surroundings) -> Turn:
    """Merge the ledgers and let the template speak."""
    started = perf_counter()
    facts, claims = merge(turn["results"])
    said_apart = unanswered(turn)
    facts += _said_apart(said_apart, len(facts), len(turn["plan"]), around)
    text = narrate(claims, facts, [escape(sentence) for sentence in said_apart])
    return {
        "facts": facts,
        "claims": claims,
        "text": text,
        "timings": turn["timings"] | {"narrate": _ms(started)},
    }


def unanswered(turn: Turn) -> list[str]:
    """One sentence for each call or part that could not be answered."""
    said = [
        reason.detail
        for reason, result in zip(turn["reasons"], turn["results"], strict=True)
        if reason is not None and result is None
    ]
    said += [
        part.reason.detail for part in turn["parts"] if part.reason is not None and not part.calls
    ]
    return list(dict.fromkeys(said))


def verify(turn: Turn, around: Surroundings) -> Turn:  # noqa: ARG001
    """Check the final text; what no fact supports is taken out, else nothing is shown."""
    started = perf_counter()
    text, rejected = turn["text"], []
    verdict = check(text, turn["facts"], required=headline_facts(turn["claims"]))
    if not verdict.supported:
        rejected = [violation.reason for violation in verdict.violations]
        rejected = rejected or ["a figure of the headline is missing"]
        _LOG.error("a narration failed its check: %s", rejected)
        claims = repaired(turn["claims"], turn["facts"])
        text = narrate(claims, turn["facts"], [escape(s) for s in unanswered(turn)])
        verdict = check(text, turn["facts"], required=headline_facts(claims))
    if not verdict.supported:
        detail = FAILED_CHECK
        return {
            "status": "error",
            "reason": Reason(code="internal", detail=detail),
            "text": prompts.fill("error", detail=detail),
            "rejected": rejected,
            "verdict": None,
            "timings": turn["timings"] | {"verify": _ms(started)},
        }
    return {
        "text": text,
        "verdict": verdict,
        "rejected": rejected,
        "timings": turn["timings"] | {"verify": _ms(started)},
    }


def decline(turn: Turn, around: Surroundings) -> Turn:  # noqa: ARG001
    """Say why there is no answer, and what can be asked instead."""
    reason = turn["reason"] or Reason(code="internal", detail="Something went wrong.")
    reading = turn["reading"]
    detail = escape(reason.detail)
    if turn["status"] == "clarify":
        options = [escape(option) for option in turn["options"]]
        text = prompts.fill("clarify", detail=detail, options=options)
    elif turn["status"] in ("out_of_scope", "no_data"):
        suggestions = [escape(suggestion) for suggestion in reading.suggestions]
        values: dict[str, Any] = {"detail": detail, "suggestions": suggestions}
        if turn["status"] == "out_of_scope":
            values["code"] = reason.code
        text = prompts.fill(turn["status"], **values)
    else:
        text = prompts.fill("error", detail=detail)
    return {"text": text, "reason": reason, "facts": [], "verdict": None, "rejected": []}


def fail(turn: Turn, error: Exception) -> Turn:
    """The turn that an unexpected error leaves: told plainly, the details in the log."""
    _LOG.error("an answer failed: %s: %s", type(error).__name__, error)
    _LOG.debug("in full", exc_info=error)
    told = error.detail if isinstance(error, CopilotError) else WENT_WRONG
    return {
        **turn,
        "status": "error",
        "reason": Reason(code="internal", detail=told),
        "text": prompts.fill("error", detail=escape(told)),
        "facts": [],
        "verdict": None,
        "rejected": [],
    }


def _ms(started: float) -> float:
    return round((perf_counter() - started) * 1000, 3)
