"""The entry point that `revcopilot ui` hands to Streamlit."""

from __future__ import annotations

from copilot import telemetry

telemetry.switch_off()

from copilot.app.page import show_page  # noqa: E402 - switches are set before Streamlit's helpers

show_page()
