"""What both edges know of an input: who sent it when, and whether it can be told apart."""
