"""Ways a plan can end before there is one: ask back, say what is missing, or decline."""

from __future__ import annotations

from copilot.understanding.reading import Call, Option, Reason, Status


class Stop(Exception):
    """Planning ends here; the reading says why and what to ask instead."""

    def __init__(
        self,
        status: Status,
        reason: Reason,
        choices: tuple[Option, ...] = (),
        wanted: tuple[Call, ...] = (),
    ) -> None:
        super().__init__(reason.detail)
        self.status, self.reason, self.choices, self.wanted = status, reason, choices, wanted


def unknown(what: str, nearest: list[str]) -> Stop:
    """A name or an id that the snapshot does not hold, with the nearest ones."""
    near = f" The nearest names are {_listed(nearest)}." if nearest else ""
    reason = Reason("unknown_entity", f"I find no “{what}” in this snapshot.{near}", tuple(nearest))
    return Stop("no_data", reason)


def missing(source: str, detail: str, *, table: bool) -> Stop:
    """An optional table or column that the snapshot does not hold."""
    code = "missing_table" if table else "missing_column"
    return Stop("no_data", Reason(code, detail, (source,)))


def nothing_to_refer_to(detail: str, choices: tuple[Option, ...]) -> Stop:
    """A word that points back, with nothing said before."""
    return Stop("clarify", Reason("nothing_to_refer_to", detail), choices)


def ambiguous(detail: str, choices: tuple[Option, ...], *, code: str = "ambiguous_entity") -> Stop:
    """Several readings that fit equally well."""
    return Stop("clarify", Reason(code, detail), choices)


def not_yet(what: str, *instead: Option) -> Stop:
    """What this version does not serve, with questions that it does."""
    return Stop(
        "out_of_scope", Reason("not_served", f"Not served in this version: {what}"), instead
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
