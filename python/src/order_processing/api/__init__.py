"""The HTTP edge: webhooks, health; orders and Support have their place here, a module each."""
