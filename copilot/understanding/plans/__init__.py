"""One small file per family of intents: from what was read to the calls of a plan."""
