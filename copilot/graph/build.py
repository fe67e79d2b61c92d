"""The graph: six steps, one branch after understanding, one after acting. Built once, lazily."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from copilot import telemetry
from copilot.graph import steps
from copilot.graph.state import Surroundings, Turn

Step = Callable[[Turn, Surroundings], Turn]


@lru_cache(maxsize=1)
def compiled() -> Any:
    """The compiled graph; langgraph is imported here and nowhere else."""
    telemetry.switch_off()
    from langgraph.graph import END, START, StateGraph  # noqa: PLC0415 - lazily

    graph = StateGraph(Turn, context_schema=Surroundings)
    named: dict[str, Step] = {
        "understand": steps.understand,
        "planning": steps.plan,
        "act": steps.act,
        "narrate": steps.compose,
        "verify": steps.verify,
        "decline": steps.decline,
    }
    for name, step in named.items():
        graph.add_node(name, _node(step))
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", _is_planned, ["planning", "decline"])
    graph.add_edge("planning", "act")
    graph.add_conditional_edges("act", _is_answered, ["narrate", "decline"])
    graph.add_edge("narrate", "verify")
    graph.add_edge("verify", END)
    graph.add_edge("decline", END)
    return graph.compile()


def _node(step: Step) -> Callable[..., Turn]:
    def node(state: Turn, runtime: Any) -> Turn:
        return step(state, runtime.context)

    # langgraph hands over the runtime by the type of the parameter.
    from langgraph.runtime import Runtime  # noqa: PLC0415 - lazily

    node.__annotations__["runtime"] = Runtime[Surroundings]
    return node


def _is_planned(turn: Turn) -> str:
    return "planning" if turn["reading"].status == "planned" else "decline"


def _is_answered(turn: Turn) -> str:
    return "narrate" if turn["status"] == "answered" else "decline"


def run(turn: Turn, around: Surroundings) -> Turn:
    """Take one turn through the graph; an unexpected error becomes an answer that says so."""
    try:
        finished: Turn = compiled().invoke(turn, context=around)
    except Exception as error:
        return steps.fail(turn, error)
    return finished
