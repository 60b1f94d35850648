"""How a record prints and is sealed: the paper as PDF/A-3b, its preview, its signatures, and their check.

The modules are imported one by one: layout and signing bring large libraries that the first screen can do without.
"""
