"""Pictures with codes on them, as a phone would take them of a nameplate."""

import io

import zxingcpp
from PIL import Image


def nameplate(*said: str, kind: str = "QRCode", turned: float = 0.0) -> bytes:
    """JPEG bytes of a plate with these codes below each other."""
    plate = Image.new("RGB", (2000, 500 * max(len(said), 1) + 100), "lightgray")
    for at, text in enumerate(said):
        barcode = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
        drawn = memoryview(barcode.to_image(scale=5))
        code = Image.frombytes("L", (drawn.shape[1], drawn.shape[0]), bytes(drawn))
        plate.paste(code, (120, 80 + 500 * at))
    out = io.BytesIO()
    plate.rotate(turned, expand=True, fillcolor="white").save(out, "JPEG", quality=80)
    return out.getvalue()
