"""The tool that weaker words point to, where no words of a question say one."""

from __future__ import annotations

from copilot.understanding.forecasts import rest_of_period
from copilot.understanding.frame import Frame
from copilot.understanding.intents import cue


def hinted(frame: Frame) -> str | None:
    """The tool that weaker words point to, where none says it."""
    money = frame.has("<money>|<min>")
    if cue(frame, "target_outlook") and money:
        return "target_outlook"
    for tool in ("deals_at_risk", "pipeline_changes"):
        if cue(frame, tool):
            return tool
    ahead = [time for time in frame.times if time.kind != "bucket"]
    future = bool(ahead) and all(time.past.start > frame.as_of for time in ahead)
    if (future or rest_of_period(frame)) and not frame.of("account"):
        return "forecast"
    over = bool(ahead) and all(time.past.start <= frame.as_of for time in ahead)
    if over and frame.has(
        "^ compare <period> with|to|and|against|versus <period>",
        "^ how did|have we|i do|done|fare|fared",
    ):
        return "metric"
    return "find_deals" if cue(frame, "find_deals") else None
