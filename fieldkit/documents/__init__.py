"""How a record prints and is sealed: the paper as PDF/A-3b, its preview, its signatures, and their check.

The modules are imported one by one: layout and signing bring large libraries that the first screen can do without.
"""

import sys
from types import ModuleType

# pyHanko brings an HTTP client, a sixth of what signing takes to load, for time stamps and for certificates that lie
# elsewhere. `stamping.py` asks for the first by httpx, nothing here fetches the second: empty modules stand there.
for _module, _class in (
    ("pyhanko.sign.timestamps.aiohttp_client", "HTTPTimeStamper"),
    ("pyhanko_certvalidator.fetchers.aiohttp_fetchers", "AIOHttpFetcherBackend"),
):
    if _module not in sys.modules:
        sys.modules[_module] = ModuleType(_module)
        vars(sys.modules[_module])[_class] = None
