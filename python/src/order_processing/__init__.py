"""The Processing stage of an order management system: what is deployed."""
