"""The parts of the tool `pipeline_changes`."""
