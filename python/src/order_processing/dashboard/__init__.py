"""The customer dashboard's storage: a projection of the orders, one row each."""
