"""The Payment Processing System: its API is the truth about an RRN."""
