"""How a sales meeting speaks of each step of the bridge."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.changes.bridge import Step

_ONE = {"{deals}": "deal", "{were}": "was", "{have}": "has"}
_SEVERAL = {"{deals}": "deals", "{were}": "were", "{have}": "have"}
# A step as a clause, without the word for deals: "{n}" their number, "{x}" its amount.
_CLAUSES: dict[Step, str] = {
    "created": "{n} {were} created ({x})",
    "reopened": "{n} {were} reopened ({x})",
    "moved_in": "{n} moved in ({x})",
    "pulled_in": "{n} {were} pulled in ({x})",
    "grown": "{n} {have} grown by {x}",
    "shrunk": "{n} {have} shrunk by {x}",
    "pushed_out": "{n} {were} pushed out ({x})",
    "moved_out": "{n} moved out ({x})",
    "removed": "{n} {were} removed ({x})",
    "lost": "{n} {were} lost ({x})",
    "won": "{n} {were} won ({x})",
}
# What happened to the deals of a step.
_HAPPENED: dict[Step, str] = {
    "created": "{were} created",
    "reopened": "{were} reopened",
    "moved_in": "moved in",
    "pulled_in": "{were} pulled into {window}",
    "pushed_out": "{were} pushed out of {window}",
    "moved_out": "moved out",
    "removed": "{were} removed",
    "lost": "{were} lost",
    "won": "{were} won",
}


def clauses(steps: Sequence[tuple[Step, int]]) -> str:
    """Steps with their number of deals as one sentence part; slots are called as the steps."""
    said = []
    for place, (step, count) in enumerate(steps):
        words = _CLAUSES[step] if place else _CLAUSES[step].replace("{n}", "{n} {deals}")
        words = _formed(words, count)
        said.append(words.replace("{x}", f"{{{step}}}").replace("{n}", f"{{{step}_count}}"))
    if {"moved_in", "moved_out"} <= {step for step, _ in steps}:
        return "; ".join(said)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def happened(step: Step, count: int, place: str, when: str, none: str) -> str:
    """The headline of one step, with slots n, x and, for windows, the label of either.

    Args:
        none: how no deal at all is called.
    """
    if step in ("grown", "shrunk"):
        words = f"{{n}} {{deals}}{place} {{have}} {step} by {{x}}{when}."
        return _formed(words if count else f"{{n}} {step} deals{place}{when}.", count)
    slot = "x" if count else "n"
    words = _HAPPENED[step].replace("{window}", f"{{{slot}.label}}")
    if not count:
        return _formed(f"{none}{place} {words}{when}.", 1 if none.startswith("No ") else count)
    return _formed(f"{{n}} {{deals}}{place} worth {{x}} {words}{when}.", count)


def _formed(words: str, count: int) -> str:
    for form, said in (_ONE if count == 1 else _SEVERAL).items():
        words = words.replace(form, said)
    return words


def told(name: str) -> str:
    """A part of the bridge in words: "pulled in"."""
    return name.replace("_", " ")
