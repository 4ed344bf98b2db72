"""What every server answers, as bench/app does it: the Python peers serve it, and the harness holds all to it."""
import json

KINDS = (
    "brands carts categories coupons invoices orders payments products "
    "returns reviews shipments stores suppliers tickets users warehouses"
).split()
HELLO = b"Hello, World!"
SIXTY_FOUR_KIB = b"x" * 65536
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
BYTES = "application/octet-stream"


def item(kind, number):
    return json.dumps(
        {
            "id": number,
            "kind": kind,
            "name": f"{kind} {number}",
            "price": 19.5,
            "inStock": True,
            "tags": ["new", "sale"],
        },
        separators=(",", ":"),
    ).encode()
