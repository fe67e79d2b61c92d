"""The verifier: no figure, name, date, rank or direction leaves the system without a fact."""

from copilot.grounding.lines import BadLine, check_line
from copilot.grounding.verdict import Stretch, Verdict, Violation
from copilot.grounding.verify import check

__all__ = ["BadLine", "Stretch", "Verdict", "Violation", "check", "check_line"]
