"""When, and by whom: transitions, duties, severity, trip readiness. Pure: handed a dossier, never queries."""
