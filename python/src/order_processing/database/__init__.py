"""The database: connection, tables and their migrations."""
