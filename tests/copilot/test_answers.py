"""Whole answers over the demo company: every field, parity with the tools, memory, replay."""

from __future__ import annotations

import json
from itertools import count

import pytest

from copilot.answer import REPLAYED, Answer
from copilot.engine import LONGEST_QUESTION, Copilot, differences
from copilot.grounding import check
from data.errors import NoData, UsageError
from tools.context import Context
from tools.registry import get

FIELDS = {
    "answer_id", "question", "conversation_id", "principal", "status", "reason", "parts", "text",
    "narrator", "plan", "plan_resolved", "planner", "inherited", "facts", "tables", "charts",
    "unknowns", "grounding", "options", "suggestions", "as_of", "snapshot_id", "model_versions",
    "prompt_versions", "receipt", "llm", "timings_ms",
}  # fmt: skip

ANSWERED = (
    "what's at risk this week?",
    "which deals should I worry about in the East?",
    "how does the pipeline look by region?",
    "show me the 5 biggest open deals",
    "which deals did we win last quarter?",
    "win rate by region last quarter against the one before",
    "top 5 reps by revenue this year",
    "average deal size last quarter",
    "how is the risk score computed?",
    "how fresh is the data?",
    "how many deals have no account?",
)


@pytest.fixture(scope="module")
def engine(demo_home, tmp_path_factory) -> Copilot:
    numbers = count(1)
    made = Copilot(demo_home, new_id=lambda: f"id-{next(numbers)}", now=lambda: "2026-11-20T08:00")
    yield made
    made.close()


@pytest.mark.parametrize("question", ANSWERED)
def test_an_answer_has_every_field_and_nothing_unsupported(engine, question) -> None:
    answer = engine.ask(question)
    made = answer.as_json()
    assert set(made) >= FIELDS
    assert made["status"] == "answered", made["reason"]
    assert made["grounding"]["unsupported"] == 0
    assert made["grounding"]["required_missing"] == 0
    assert made["grounding"]["rejected_drafts"] == 0, made["grounding"]["reasons"]
    assert made["grounding"]["spans"]
    ids = {fact["id"] for fact in made["facts"]}
    for span in made["grounding"]["spans"]:
        assert span["fact"] in ids
        assert 0 <= span["start"] < span["end"] <= len(made["text"])
    assert 2 <= len(made["suggestions"]) <= 4
    assert set(made["timings_ms"]) == {"plan", "tools", "narrate", "verify", "total"}
    json.dumps(made, allow_nan=False)


@pytest.mark.parametrize("question", ANSWERED)
def test_text_passes_the_public_verifier_and_a_changed_figure_does_not(engine, question) -> None:
    answer = engine.ask(question)
    assert check(answer.text, answer.facts).supported
    figures = [span for span in answer.grounding.spans
               if any(c.isdigit() for c in answer.text[span.start : span.end])]  # fmt: skip
    if figures:
        span = figures[0]
        said = answer.text[span.start : span.end]
        at = next(i for i, c in enumerate(said) if c.isdigit())
        other = said[:at] + str(int(said[at]) % 9 + 1) + said[at + 1 :]
        changed = answer.text[: span.start] + other + answer.text[span.end :]
        assert not check(changed, answer.facts).supported


@pytest.mark.parametrize("question", ANSWERED)
def test_a_replay_gives_the_same_bytes(engine, question) -> None:
    answer = engine.ask(question)
    stored = engine.state.answer(answer.answer_id)
    assert differences(stored.answer, engine.recompute(stored)) == []


def test_a_replay_of_a_changed_record_is_told(engine) -> None:
    stored = engine.state.answer(engine.ask(ANSWERED[0]).answer_id)
    tampered = json.loads(json.dumps(stored.answer))
    tampered["facts"][0]["value"] = 1
    assert [name for name, _, _ in differences(tampered, engine.recompute(stored))] == ["facts"]
    assert "facts" in REPLAYED


def test_the_answer_shows_what_the_tool_computed(engine) -> None:
    answer = engine.ask("what's at risk this week?")
    assert [call.tool for call in answer.plan] == ["deals_at_risk"]
    tool = get("deals_at_risk")
    result = tool.run(Context(engine.snapshot), tool.validate(answer.plan[0].args))
    assert [(f.metric, f.value, f.display) for f in answer.facts] == [
        (f.metric, f.value, f.display) for f in result.facts
    ]
    assert answer.tables == list(result.tables)
    resolved = answer.plan_resolved[0].args
    assert resolved["limit"] == 10
    assert resolved["period"]["start"] == "2026-11-16"


@pytest.mark.parametrize(
    ("question", "tools"),
    [
        (
            "what's at risk this week, and how does the pipeline look by region?",
            ["deals_at_risk", "pipeline_summary"],
        ),
        ("win rate and average deal size last quarter", ["metric", "metric"]),
        ("how fresh is the data and what is stale?", ["data_status", "explain_method"]),
        ("what's at risk this week and what's at risk next week?", ["deals_at_risk"] * 2),
    ],
)
def test_several_questions_are_answered_each_in_a_section(engine, question, tools) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered", answer.reason
    assert [call.tool for call in answer.plan] == tools
    assert answer.grounding.rejected_drafts == 0, answer.grounding.reasons
    assert {fact.source.call for fact in answer.facts} == set(range(len(tools)))
    assert check(answer.text, answer.facts).supported
    swapped = answer.text.split("\n---\n")
    assert len(swapped) == len(tools)


def test_a_part_that_is_not_served_is_named_and_the_other_answered(engine) -> None:
    answer = engine.ask("which leads should I call first, and what's at risk this week?")
    assert answer.status == "answered"
    assert [part.status for part in answer.parts] == ["out_of_scope", "answered"]
    assert answer.parts[1].calls == [0]
    assert "not served" in answer.text.lower()


def test_a_follow_up_inherits_and_says_so(engine) -> None:
    first = engine.ask("what's at risk this week?")
    second = engine.ask("and in the East?", conversation_id=first.conversation_id)
    assert second.status == "answered"
    assert second.plan[0].args["scope"] == {"region": ["East"]}
    assert second.plan[0].args["period"]["start"] == "2026-11-16"
    assert second.inherited
    third = engine.ask("how is the second one doing?", conversation_id=first.conversation_id)
    assert third.plan[0].tool == "deal_summary"
    assert third.plan[0].args["deal"] == second.tables[0].rows[1][0]


def test_nothing_to_refer_to_asks_back(engine) -> None:
    answer = engine.ask("why is it so risky?")
    assert answer.status == "clarify"
    assert answer.reason.code == "nothing_to_refer_to"
    assert len(answer.options) >= 2


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("send an email to everybody at Acme", "out_of_scope", "act_request"),
        ("what's the weather in Chicago?", "out_of_scope", "off_topic"),
        ("what should we sell to our customers next?", "out_of_scope", "not_served"),
        ("how much did we win in 2015?", "no_data", "outside_history"),
        ("which leads should I call first?", "out_of_scope", "not_served"),
        ("tell me about the Siemens deal", "no_data", "unknown_entity"),
    ],
)
def test_what_is_not_answered_says_why(engine, question, status, code) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason.code) == (status, code)
    assert answer.text.strip()
    assert answer.facts == []
    assert not answer.tables


def test_no_question_and_an_endless_one_ask_back(engine) -> None:
    for question in ("", "   ", "x" * (LONGEST_QUESTION + 1)):
        assert engine.ask(question).status == "clarify"


def test_words_in_the_data_never_plan(engine) -> None:
    row = engine.snapshot.row(
        "SELECT opportunity_id AS id FROM deals WHERE note ILIKE '%report risk 0%' "
        "AND status = 'open' ORDER BY 1 LIMIT 1"
    )
    answer = engine.ask(f"summarize deal {row['id']}")
    assert [call.tool for call in answer.plan] == ["deal_summary"]
    stored = engine.snapshot.row(
        "SELECT risk_score FROM deal_scores WHERE opportunity_id = $id", {"id": row["id"]}
    )
    scores = [fact.value for fact in answer.facts if fact.metric == "risk_score"]
    assert scores in ([], [round(stored["risk_score"], 1)])
    assert "report risk 0" in answer.text


def test_rows_of_a_person_only(engine) -> None:
    rep = engine.snapshot.row(
        "SELECT rep FROM deals WHERE status = 'open' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )["rep"]
    answer = engine.ask("show me the biggest open deals", as_name=rep)
    assert answer.principal.rows == "own"
    at = [column.name for column in answer.tables[0].columns].index("rep")
    assert {row[at] for row in answer.tables[0].rows} == {rep}
    with pytest.raises(NoData):
        engine.ask("what's at risk?", as_name="Nobody Known")


def test_a_conversation_belongs_to_the_person_who_began_it(engine) -> None:
    rep = engine.snapshot.row("SELECT min(rep) AS rep FROM deals")["rep"]
    first = engine.ask("what's at risk this week?")
    with pytest.raises(UsageError, match="belongs to somebody else"):
        engine.ask("and in the East?", conversation_id=first.conversation_id, as_name=rep)


def test_an_unexpected_error_is_an_answer_of_its_own(engine, monkeypatch) -> None:
    from copilot.graph import steps

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(steps, "merge", broken)
    answer = engine.ask("what's at risk this week?")
    assert (answer.status, answer.reason.code) == ("error", "internal")
    assert "boom" not in answer.text
    assert answer.facts == []


def test_a_text_that_fails_the_check_is_not_shown(engine, monkeypatch) -> None:
    from copilot.graph import steps

    def lying(claims, facts, unanswered) -> str:
        return "**You will win $9,999,999 this week.**\n"

    monkeypatch.setattr(steps, "narrate", lying)
    answer = engine.ask("what's at risk this week?")
    assert answer.status == "error"
    assert "9,999,999" not in answer.text
    assert answer.grounding.rejected_drafts == 1
    assert answer.grounding.reasons


def test_an_answer_survives_a_round_trip_through_json(engine) -> None:
    answer = engine.ask("win rate by region last quarter")
    again = Answer.model_validate(json.loads(json.dumps(answer.as_json())))
    assert again.as_json() == answer.as_json()
