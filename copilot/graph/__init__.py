"""An answer step by step, as a LangGraph graph: understand, plan, act, narrate, verify, respond."""
