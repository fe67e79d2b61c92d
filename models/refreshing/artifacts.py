"""Model versions on disk: two JSON files a version, written whole or not at all, checked on load.

`models/<version>/model.json` holds what scoring needs, `card.json` what a reader needs. Nothing in
them is code.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from data.errors import Infrastructure
from models.judging.card import Card
from models.judging.levels import Levels
from models.learners.kinds import HazardModel, Kind
from models.learners.registry import from_json

FOLDER = "models"
MODEL_FILE = "model.json"
CARD_FILE = "card.json"
VERSION_LENGTH = 12
FORMAT: Literal[2] = 2


class ModelFile(BaseModel):
    """What model.json holds; `model` is the JSON of its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[2] = FORMAT
    kind: Kind
    model: dict[str, Any]
    levels: Levels
    data_hash: str


@dataclass(frozen=True, eq=False)
class StoredModel:
    """A model version read back: enough to score with."""

    version: str
    model: HazardModel
    levels: Levels
    card: Card


def version_of(model: HazardModel, levels: Levels, data_hash: str) -> str:
    """Short hash of all that decides a score: the model, the levels and the data learnt from."""
    content = _content(model, levels, data_hash).model_dump(mode="json")
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()[:VERSION_LENGTH]


def store(home: Path, model: HazardModel, levels: Levels, card: Card) -> Path:
    """Write a version and return its folder; model.json comes last, so its presence means done."""
    folder = home / FOLDER / version_of(model, levels, card.data_hash)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / CARD_FILE, card.model_dump(mode="json"))
    _write(folder / MODEL_FILE, _content(model, levels, card.data_hash).model_dump(mode="json"))
    return folder


def load(home: Path, version: str) -> StoredModel:
    """Read a version back.

    Raises:
        Infrastructure: it is absent, incomplete, not of this format, or was changed since.
    """
    folder = home / FOLDER / version
    try:
        content = ModelFile.model_validate(_of_this_format(version, folder / MODEL_FILE))
        model = from_json(content.model)
        card = Card.model_validate_json((folder / CARD_FILE).read_bytes())
    except OSError as error:
        raise _unusable(version, "is not stored completely") from error
    except ValidationError as error:
        raise _unusable(
            version, f"does not fit its format ({error.error_count()} faults)"
        ) from error
    except (KeyError, ValueError) as error:
        raise _unusable(version, f"does not fit its format ({error})") from error
    if version_of(model, content.levels, content.data_hash) != version:
        raise _unusable(version, "was changed after it was stored")
    return StoredModel(version, model, content.levels, card)


def _content(model: HazardModel, levels: Levels, data_hash: str) -> ModelFile:
    return ModelFile(kind=model.kind, model=model.to_json(), levels=levels, data_hash=data_hash)


def _of_this_format(version: str, path: Path) -> object:
    """The file's content, refused where another version of the product wrote it."""
    content = json.loads(path.read_bytes())
    found = content.get("format", 1) if isinstance(content, dict) else None
    if found != FORMAT:
        raise _unusable(version, f"is of format {found}, and this product reads format {FORMAT}")
    return content


def _write(path: Path, content: object) -> None:
    """Write beside the target, flush to disk, then replace it in one step."""
    written = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _unusable(version: str, why: str) -> Infrastructure:
    return Infrastructure(
        f"Model version {version} {why}.", fix="Refresh without --no-train to train a new one."
    )
