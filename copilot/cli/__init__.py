"""The command line. Commands are found by name through entry points and imported when called."""
