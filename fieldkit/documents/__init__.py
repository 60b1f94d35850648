"""How a record prints and is sealed: the paper as PDF/A-3b, its preview, its signatures, and their check.

The modules are imported one by one: layout and signing bring large libraries that the first screen can do without.
"""

import sys
from types import ModuleType

# pyHanko brings an HTTP client for time stamps, a sixth of what signing takes to load. `stamping.py` asks by httpx, so
# an empty module stands in its place.
_CLIENT = "pyhanko.sign.timestamps.aiohttp_client"
if _CLIENT not in sys.modules:
    sys.modules[_CLIENT] = ModuleType(_CLIENT)
    vars(sys.modules[_CLIENT])["HTTPTimeStamper"] = None
