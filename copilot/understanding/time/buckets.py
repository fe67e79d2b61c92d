"""Reads groupings by time: "by month", "per quarter", "week by week", "monthly"."""

from __future__ import annotations

from copilot.understanding.time.mention import Bucket
from copilot.understanding.time.reading import Reading
from copilot.understanding.time.scan import Found, Scan
from copilot.understanding.time.units import shifted
from copilot.understanding.time.vocabulary import FILLERS, OCCASIONS, words

_GROUPING = frozenset({"by", "per", "each", "every"})
_JOINTS = frozenset({"by", "on", "over", "to", "after"})
_ADVERBS: dict[str, Bucket] = {
    "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
    "annually": "year", "monthwise": "month", "weekwise": "week",
}  # fmt: skip
_UNITS: dict[str, Bucket] = {
    "week": "week", "month": "month", "quarter": "quarter", "year": "year"
}  # fmt: skip
# "by month end", "quarterly target": not a grouping.
_NO_GROUPING_BEHIND = OCCASIONS | words(
    "end ending target targets quota quotas goal goals business report one number plan"
)


def read_bucket(scan: Scan, i: int) -> Found | None:
    """A grouping by week, month, quarter or year."""
    return _read_grouped(scan, i) or _read_repeated(scan, i) or _read_adverb(scan, i)


def bucket_reading(scan: Scan, bucket: Bucket) -> Reading:
    """A grouping; its periods are the bucket around `as_of` and mean nothing by themselves."""
    present = shifted(scan.calendar, bucket, scan.as_of, 0)
    return Reading(present, present, kind="bucket", bucket=bucket)


def _read_grouped(scan: Scan, i: int) -> Found | None:
    """ "by month", "per fiscal quarter", "each week"."""
    if scan.word(i) not in _GROUPING:
        return None
    place = scan.skip(i + 1, {"-"})
    place = scan.skip(scan.skip(place, {"the", "calendar"}), FILLERS)
    bucket = _UNITS.get(scan.word(place))
    behind = scan.skip(place + 1, {"-"})
    if bucket is None or scan.word(behind) in _NO_GROUPING_BEHIND:
        return None
    return Found(place + 1, bucket_reading(scan, bucket))


def _read_repeated(scan: Scan, i: int) -> Found | None:
    """ "week by week", "month-over-month"; "month wise"."""
    bucket = _UNITS.get(scan.word(i))
    if bucket is None:
        return None
    if scan.word(i + 1) == "wise":
        return Found(i + 2, bucket_reading(scan, bucket))
    place = scan.skip(i + 1, {"-"})
    behind = scan.skip(place + 1, {"-"})
    if scan.word(place) in _JOINTS and _UNITS.get(scan.word(behind)) == bucket:
        return Found(behind + 1, bucket_reading(scan, bucket))
    return None


def _read_adverb(scan: Scan, i: int) -> Found | None:
    """ "monthly", but neither "monthly review" nor "quarterly target"."""
    bucket = _ADVERBS.get(scan.word(i))
    if bucket is None or scan.word(i + 1) in _NO_GROUPING_BEHIND:
        return None
    return Found(i + 1, bucket_reading(scan, bucket))
