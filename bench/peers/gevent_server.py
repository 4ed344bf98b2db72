"""gevent.pywsgi with the WSGI application. Usage: gevent_server.py PORT [CERTIFICATE KEY]"""
import socket
import sys

from gevent.pywsgi import WSGIServer

from wsgi import app

tls = {"certfile": sys.argv[2], "keyfile": sys.argv[3]} if len(sys.argv) > 2 else {}
# Head and body are two sends, and the second would wait for the client's delayed acknowledgement of the first. Accepted sockets
# inherit the option.
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=2048)
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
listener.setblocking(False)
WSGIServer(listener, app, log=None, **tls).serve_forever()
