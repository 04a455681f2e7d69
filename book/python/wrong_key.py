"""A manager at an address, and clients with the right key and with a wrong one.

Misconception: who knows the address can connect.
"""

import multiprocessing
from multiprocessing.managers import BaseManager
from pathlib import Path
from tempfile import TemporaryDirectory

fork = multiprocessing.get_context("fork")


# ANCHOR: manager
class Library(BaseManager):
    """Offers one list of books."""


Library.register("books", lambda: ["Dracula"], exposed=["__len__"])


def visit(address, key):
    client = Library(address, authkey=key)
    try:
        client.connect()
    except multiprocessing.AuthenticationError:
        return "AuthenticationError"
    return f"{len(client.books())} book"
# ANCHOR_END: manager


def answers(address):
    with Library(address, authkey=b"open sesame", ctx=fork) as server:
        keys = b"open sesame", b"open barley", b""
        return [visit(server.address, key) for key in keys]


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        unix = answers(str(Path(folder, "library")))
    tcp = answers(("127.0.0.1", 0))  # any free port
    for name, (right, wrong, none) in (("Unix", unix), ("TCP", tcp)):
        print(f"{name}: right key: {right}; wrong key: {wrong}; empty key: {none}")
    assert unix == tcp == ["1 book"] + ["AuthenticationError"] * 2
