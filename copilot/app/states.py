"""What the page says when there is no plain answer: calmly, with what to do next."""

from __future__ import annotations

import streamlit as st

from copilot.answer import Answer
from copilot.app.shown_text import as_typed, markdown
from data.errors import CopilotError
from data.store.home import DEFAULT_FOLDER  # noqa: F401
