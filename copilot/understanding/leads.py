"""Whether a question is about leads, and which figure about them it asks for."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.metrics import LEAD_METRICS
from copilot.understanding.lexicon.tables import sections


def names_leads(frame: Frame) -> bool:
    """Whether it is about leads, as a noun."""
    return frame.has(
        "leads|prospects|mqls|inbounds|inquiries", "lead|prospect <deal>|<account>|<quote>",
        "a|an|the|this|that|my|our|hot|cold|warm|new|each|every|which|best|top|<account>|<product> "
        "lead|prospect", "lead|prospect score|scores|scoring|conversion|worth|ranked|source",
        "for|on|to|about lead|prospect", "cold|warm|hot @lead",
    )  # fmt: skip


def lead_figures(frame: Frame) -> list[str]:
    """The metrics of leads that are asked for; [] where leads themselves are."""
    if not names_leads(frame):
        return []
    return [
        title[0]
        for title, said in sections("metrics")
        if title[0] in LEAD_METRICS and frame.has(*said)
    ][:1]


def counts_leads(frame: Frame) -> bool:
    """Whether a figure about leads is asked for, and there are leads."""
    return frame.catalog.has_leads and bool(lead_figures(frame))
