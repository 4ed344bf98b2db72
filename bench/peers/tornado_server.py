"""Tornado with handlers of its own, one process. Usage: tornado_server.py [--xheaders] PORT [CERTIFICATE KEY]"""
import asyncio
import logging
import ssl
import sys

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from shop import BYTES, HELLO, JSON, KINDS, SIXTY_FOUR_KIB, TEXT, item


class Hello(RequestHandler):
    def get(self):
        self.set_header("Content-Type", TEXT)
        self.write(HELLO)


class Client(RequestHandler):
    def get(self):
        self.set_header("Content-Type", TEXT)
        self.write(f"{self.request.remote_ip} {self.request.protocol}")


class Large(RequestHandler):
    def get(self):
        self.set_header("Content-Type", BYTES)
        self.write(SIXTY_FOUR_KIB)


class Echo(RequestHandler):
    def post(self):
        self.set_header("Content-Type", BYTES)
        self.write(self.request.body)


class Item(RequestHandler):
    def initialize(self, kind):
        self.kind = kind

    def get(self, number):
        self.set_header("Content-Type", JSON)
        self.write(item(self.kind, int(number)))


class EchoSocket(WebSocketHandler):
    def on_message(self, message):
        self.write_message(message, binary=isinstance(message, bytes))


async def main(*arguments):
    xheaders = arguments[0] == "--xheaders"
    port, certificate, key = [*arguments[xheaders:], None, None][:3]
    items = [(rf"/{kind}/(\d+)", Item, {"kind": kind}) for kind in KINDS]
    app = Application([(r"/", Hello), (r"/client", Client), (r"/64k", Large), (r"/echo", Echo), (r"/ws", EchoSocket), *items])
    # The others write no access log either.
    logging.getLogger("tornado.access").disabled = True
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate, key)
    HTTPServer(app, ssl_options=tls, xheaders=xheaders).listen(int(port), "127.0.0.1", backlog=2048)
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
