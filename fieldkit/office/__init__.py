"""The head office: server, database, enrolment and certificates, import."""
