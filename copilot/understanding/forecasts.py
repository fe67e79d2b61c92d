"""Whether a forecast is asked for as it stood on a day, or for what is left of a period."""

from __future__ import annotations

from copilot.understanding.frame import Frame

_JUDGED = (
    "accurate|accuracy|right|wrong|off|good|bad|versus|against|compare|compared|actual|actuals|"
    "miss|missed|error|bias|true|track|hold|held|trust|reliable|why|change|changed",
)


def forecast_then(frame: Frame) -> bool:
    """ "What was our forecast four weeks ago": the forecast as it stood, not how good it was."""
    day = any(
        time.kind == "as_of_day" or (time.past.days == 1 and time.past.end < frame.as_of)
        for time in frame.times
    )
    return day and frame.has("forecast|outlook|projection") and not frame.has(*_JUDGED)


def rest_of_period(frame: Frame) -> bool:
    """ "Rest of the quarter", and nothing that says of what."""
    return frame.has("^ the? <period>") and any(
        time.text.lower().removeprefix("the ").startswith(("rest", "remain"))
        for time in frame.times
    )
