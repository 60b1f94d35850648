"""Use cases: one module per noun, one function per use case. Each checks who may, writes, and returns what changed."""
