"""Migrations of the application state, run from code; the scripts stand in `migrations/`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config


def config(url: str) -> Config:
    """Alembic's configuration for one database, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["url"] = url
    return made


def upgrade(url: str) -> None:
    """Bring the schema to the newest version."""
    command.upgrade(config(url), "head")
