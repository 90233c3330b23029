"""The Commerce App: its read API is the truth about what was submitted."""
