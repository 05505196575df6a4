"""A load generator that only knows 127.0.0.1: some connections, a bounded time, every answer checked.

It is one thread of plain sockets, because it shares the machine with the server it measures: what
it uses itself is taken from the server, equally in every case.
"""

import re
import select
import socket
import time
from dataclasses import dataclass

CONNECTIONS = 8
AT_MOST = 20_000  # requests in one go
buffer = bytearray(1 << 20)


@dataclass(frozen=True)
class Ask:
    """What is asked for, and the answer that is right."""

    path: str
    status: int = 200
    headers: tuple[str, ...] = ()

    def __bytes__(self) -> bytes:
        lines = (f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", *self.headers)
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


@dataclass(frozen=True)
class Answer:
    """A whole response."""

    status: int
    size: int  # bytes in its body
    head: str

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}: *(.*)\r$", self.head, re.I | re.M)
        return found[1] if found else ""


@dataclass(frozen=True)
class Load:
    requests: int
    seconds: float
    size: int


class _Connection:
    """One caller: asks, takes the answer, asks again; opens a new connection when the server closes."""

    def __init__(self, port: int, ask: Ask):
        self.port, self.ask, self.question = port, ask, bytes(ask)
        self.socket = None

    def send(self) -> None:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=20)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head, self.left = b"", None
        self.socket.sendall(self.question)

    def receive(self) -> Answer | None:
        """What has come; the answer when it is whole."""
        count = self.socket.recv_into(buffer)
        if not count:
            raise SystemExit(f"{self.ask.path}: the server closed in the middle of an answer")
        if self.left is None:
            self.head += buffer[:count]
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return None
            body, head = len(self.head) - end - 4, self.head[: end + 2].decode("latin-1")
            self.answer = Answer(int(head[9:12]), 0, head)
            self.size = int(self.answer.header("content-length") or 0)
            self.left = self.size - body
        else:
            self.left -= count
        if self.left:
            return None
        if self.answer.header("connection").lower() == "close":
            self.close()
        return Answer(self.answer.status, self.size, self.answer.head)

    def close(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None


def once(port: int, ask: Ask) -> Answer:
    """One question, one answer."""
    connection = _Connection(port, ask)
    connection.send()
    while (answer := connection.receive()) is None:
        pass
    connection.close()
    if answer.status != ask.status:
        raise SystemExit(f"{ask.path}: {answer.status}, expected {ask.status}")
    return answer


def load(port: int, ask: Ask, seconds: float) -> Load:
    """Ask the same from several connections at once for so long."""
    size = once(port, ask).size
    poll, callers, done = select.epoll(), {}, 0

    def begin(caller):
        caller.send()
        callers[caller.socket.fileno()] = caller
        poll.register(caller.socket, select.EPOLLIN)

    start = time.perf_counter()
    for _ in range(CONNECTIONS):
        begin(_Connection(port, ask))
    while callers:
        ready = poll.poll(20)
        if not ready:
            raise SystemExit(f"{ask.path}: no answer for 20 seconds")
        for descriptor, _event in ready:
            caller = callers[descriptor]
            answer = caller.receive()
            if answer is None:
                continue
            if (answer.status, answer.size) != (ask.status, size):
                raise SystemExit(f"{ask.path}: {answer.status} with {answer.size} bytes instead of {size}")
            done += 1
            if caller.socket is None:
                del callers[descriptor]
            if time.perf_counter() - start > seconds or done >= AT_MOST:
                callers.pop(descriptor, None)
                caller.close()
            elif caller.socket is None:
                begin(caller)
            else:
                caller.send()
    elapsed = time.perf_counter() - start
    poll.close()
    return Load(done, elapsed, size)
