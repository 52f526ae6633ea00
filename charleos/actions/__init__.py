"""Things a person does, each one transaction: it happens whole, once, or not at all."""
