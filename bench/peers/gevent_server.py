"""gevent.pywsgi with the WSGI application. Usage: gevent_server.py PORT [CERTIFICATE KEY]"""
import sys

from gevent.pywsgi import WSGIServer

from wsgi import app

tls = {"certfile": sys.argv[2], "keyfile": sys.argv[3]} if len(sys.argv) > 2 else {}
WSGIServer(("127.0.0.1", int(sys.argv[1])), app, log=None, **tls).serve_forever()
