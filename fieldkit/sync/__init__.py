"""How records travel: the messages, and the laptop's side of push, pull and files (docs/protocol.md)."""
