"""The embedded PostgreSQL and Valkey: used while no address of a real one is given."""
