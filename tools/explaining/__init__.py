"""Parts of the tool that explains changes."""
