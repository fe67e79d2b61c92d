"""Drivers of risk with their evidence, and next actions."""
