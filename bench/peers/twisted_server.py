"""Twisted Web with resources of its own (no WSGI, whose thread pool costs more), on the epoll reactor.

Usage: twisted_server.py PORT [CERTIFICATE KEY]
"""
import sys

from twisted.internet import epollreactor

epollreactor.install()

from twisted.internet import endpoints, reactor  # noqa: E402 (the reactor is chosen by the line above)
from twisted.web.resource import Resource  # noqa: E402
from twisted.web.server import Site  # noqa: E402

from shop import BYTES, HELLO, JSON, KINDS, SIXTY_FOUR_KIB, TEXT, item  # noqa: E402


class Fixed(Resource):
    isLeaf = True

    def __init__(self, content_type, body):
        super().__init__()
        self.content_type = content_type
        self.body = body

    def render_GET(self, request):
        request.setHeader("Content-Type", self.content_type)
        return self.body


class Echo(Resource):
    isLeaf = True

    def render_POST(self, request):
        request.setHeader("Content-Type", BYTES)
        return request.content.read()


class Items(Resource):
    isLeaf = True

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def render_GET(self, request):
        request.setHeader("Content-Type", JSON)
        return item(self.kind, int(request.postpath[0]))


class QuietSite(Site):
    def log(self, request):
        """The others write no access log either."""


root = Resource()
root.putChild(b"", Fixed(TEXT, HELLO))
root.putChild(b"64k", Fixed(BYTES, SIXTY_FOUR_KIB))
root.putChild(b"echo", Echo())
for name in KINDS:
    root.putChild(name.encode(), Items(name))

port, *tls = sys.argv[1:]
where = f"ssl:{port}:interface=127.0.0.1:certKey={tls[0]}:privateKey={tls[1]}" if tls else f"tcp:{port}:interface=127.0.0.1"
endpoints.serverFromString(reactor, f"{where}:backlog=2048").listen(QuietSite(root))
reactor.run()
