"""The ground floor: canonical tables, sources, validation, snapshots, state and errors."""
