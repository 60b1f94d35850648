"""Random histories of laptops and one office over the real code: `history` plays them, `oracle` knows what was seen."""
