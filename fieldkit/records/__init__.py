"""The tables and queries that laptop and office share: records, their heads, the derived tables."""
