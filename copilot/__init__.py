"""The conversation: understanding, graph, narration, verification, receipts, interfaces."""
