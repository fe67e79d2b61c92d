"""The outside view: suites that drive the copilot and grade it with oracles of their own."""
