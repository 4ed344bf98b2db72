"""Echoes over WebSocket (RFC 6455): one 64-byte binary message at a time on each of many connections.

Usage: websocket.py PORT CONNECTIONS SECONDS. Prints a JSON object: messages, seconds, p50 and p99 in seconds.

No event loop: the connections are served in turn with two system calls a message, so that all of them but one are always the
server's to answer. That is as cheap as a client can be, and fair as long as a server answers in the order of arrival.
"""
import base64
import itertools
import json
import os
import socket
import struct
import sys
import time

PAYLOAD = b"x" * 64
MASK = b"\x12\x34\x56\x78"
# FIN and opcode binary, masked as a client must (RFC 6455 section 5.3); the answer is not masked.
FRAME = b"\x82\xc0" + MASK + bytes(byte ^ key for byte, key in zip(PAYLOAD, itertools.cycle(MASK)))
ANSWER = b"\x82\x40" + PAYLOAD
GIVE_UP_AFTER = struct.pack("ll", 10, 0)


def connect(port):
    link = socket.create_connection(("127.0.0.1", port))
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # A kernel timeout: Python's own would add a poll(2) to each receive.
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, GIVE_UP_AFTER)
    key = base64.b64encode(os.urandom(16)).decode()
    link.sendall(
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = link.recv(1)
        if not byte:
            break
        head += byte
    if not head.startswith(b"HTTP/1.1 101 "):
        status_line = head.split(b"\r\n")[0].decode()
        sys.exit(f"no upgrade: {status_line or 'the connection was closed'}")
    return link


def receive_rest(link, answer):
    while len(answer) < len(ANSWER):
        more = link.recv(len(ANSWER) - len(answer))
        if not more:
            sys.exit("the connection was closed")
        answer += more
    return answer


def main(port, count, seconds):
    links = [connect(port) for _ in range(count)]
    sent = [0] * count
    for index, link in enumerate(links):
        sent[index] = time.perf_counter_ns()
        link.send(FRAME)
    times = []
    started = now = time.perf_counter_ns()
    end = started + int(seconds * 1e9)
    while now < end:
        for index, link in enumerate(links):
            answer = link.recv(66)
            if answer != ANSWER and receive_rest(link, answer) != ANSWER:
                sys.exit("the echo differs")
            now = time.perf_counter_ns()
            times.append(now - sent[index])
            sent[index] = now
            link.send(FRAME)
    elapsed = (now - started) / 1e9
    times.sort()
    p50, p99 = (times[int(len(times) * part)] / 1e9 for part in (0.5, 0.99))
    print(json.dumps({"messages": len(times), "seconds": elapsed, "p50": p50, "p99": p99}))


main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
