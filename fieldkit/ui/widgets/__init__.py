"""The widgets that screens are built of, one module a family. They know colours and words, no records."""
