"""What a person can do instead of what was asked, by the kind of act."""

from __future__ import annotations

INSTEAD: dict[str, str] = {
    "change": "I only read the CRM and cannot change a record; I can list the deals concerned, so "
    "that you can change them there.",
    "delete": "I only read the CRM and cannot delete anything; I can list the records concerned.",
    "assign": "I cannot change who owns a deal; I can list the deals concerned.",
    "send": "I do not contact anybody; I can give you the facts to write it from.",
    "schedule": "I keep no calendar; I can give you the facts to prepare the meeting with.",
    "create": "I only read the snapshot and create nothing; I can show what it holds.",
}
