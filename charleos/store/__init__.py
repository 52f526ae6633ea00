"""The database: schema, the scoped session, and the one place that posts."""
