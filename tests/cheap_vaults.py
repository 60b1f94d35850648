"""Vaults of laptops that open at once: hundreds are opened here, and nobody guesses their passphrases.

Each vault says itself what Argon2id asks for. What the product asks for is held by tests/store/test_keys.py.
"""

from fieldkit.store import keys

PRODUCT_COST = dict(keys._ARGON)
keys._ARGON.update(time_cost=1, memory_cost=64)
