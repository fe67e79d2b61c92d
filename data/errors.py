"""Every error the product raises on purpose, told so that the reader knows who must act and how.

CopilotError
├── UsageError            the person asking: a bad argument (exit 2)
├── NoSnapshot            the operator: nothing has been published yet (exit 3)
├── Infrastructure        the operator: a file, folder or package is missing (exit 3)
├── DataRejected          the data's owner: findings of severity "error" stop the load (exit 1)
├── OtherCompany          the operator: this home holds another company (exit 1)
├── FutureColumn          a developer or the mapping's author: a feature knows the future (exit 1)
├── TooFewOutcomes        the data's owner: not enough closed deals to learn from (exit 1)
└── NoData                nobody: understood, but the snapshot does not hold it (exit 1)
    └── AskBack           the person asking: something has to be said first (exit 1)
"""

from __future__ import annotations

from typing import ClassVar


class CopilotError(Exception):
    """Base of all deliberate errors.

    Attributes:
        code: stable, machine-readable name.
        detail: one sentence on what is wrong.
        fix: one sentence on what to do, or "".
        exit_code: what the command line ends with.
    """

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "error"

    def __init__(self, detail: str, *, fix: str = "", code: str | None = None) -> None:
        self.code = code or self.default_code
        self.detail = detail
        self.fix = fix
        super().__init__(f"{detail} {fix}".strip())


class UsageError(CopilotError):
    """A bad argument; the message names the valid values and the nearest one."""

    exit_code = 2
    default_code = "bad_argument"


class NoSnapshot(CopilotError):
    """Nothing has been published in this home, or the snapshot named is gone."""

    exit_code = 3
    default_code = "no_snapshot"


class Infrastructure(CopilotError):
    """Something outside the data is missing: a folder, a file, a package, a port."""

    exit_code = 3
    default_code = "infrastructure"


class OtherCompany(CopilotError):
    """This home holds the snapshots of another company."""

    default_code = "other_company"


class FutureColumn(CopilotError):
    """A feature is made from a column that could not have been known at the as-of date."""

    default_code = "future_column"

    def __init__(self, column: str, why: str) -> None:
        self.column = column
        super().__init__(
            f"Column {column} cannot feed a feature: {why}.",
            fix="Take it out of the features, or map it with the history of its changes.",
        )


class TooFewOutcomes(CopilotError):
    """Too few closed deals to learn from; carries the number there are and the number needed."""

    default_code = "too_few"

    def __init__(self, what: str, n: int, needed: int) -> None:
        self.what, self.n, self.needed = what, n, needed
        super().__init__(f"{n:,} {what}; {needed:,} needed.")


class NoData(CopilotError):
    """The question was understood, but the snapshot lacks what an answer takes.

    Attributes:
        needs: what would have to be there (a table, a column, a count, the nearest names).
    """

    default_code = "no_data"

    def __init__(self, code: str, detail: str, *, needs: list[str] | None = None) -> None:
        self.needs = needs or []
        super().__init__(detail, code=code)


class AskBack(NoData):
    """Something must be said before there is an answer.

    Attributes:
        options: complete questions, each of which has one.
    """

    def __init__(self, code: str, detail: str, options: list[str]) -> None:
        self.options = options
        super().__init__(code, detail)
