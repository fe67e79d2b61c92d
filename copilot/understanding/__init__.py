"""Understanding: from a person's words to a plan of tool calls, without a language model."""
