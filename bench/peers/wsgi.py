"""The WSGI application of Gunicorn and gevent: a bare callable, as lean as PEP 3333 lets one be."""
from shop import BYTES, HELLO, JSON, KINDS, SIXTY_FOUR_KIB, TEXT, item

ITEM_KINDS = frozenset(KINDS)


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/":
        return answer(start_response, TEXT, HELLO)
    if path == "/64k":
        return answer(start_response, BYTES, SIXTY_FOUR_KIB)
    if path == "/echo":
        return answer(start_response, BYTES, environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    _, kind, number = path.split("/")
    if kind in ITEM_KINDS:
        return answer(start_response, JSON, item(kind, int(number)))
    start_response("404 Not Found", [("Content-Length", "0")])
    return []


def answer(start_response, content_type, body):
    start_response("200 OK", [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]
