"""A manager whose server is killed, and two calls that come after.

Misconception: a proxy is used like a plain list, so it fails like a plain list.
"""

import multiprocessing
import threading
from multiprocessing.managers import SyncManager
from tempfile import TemporaryDirectory

fork = multiprocessing.get_context("fork")


# ANCHOR: calls
def call(numbers):
    try:
        numbers.append(1)
    except OSError as error:
        return type(error).__name__
    return "no error"


def calls(manager):
    numbers, answers = manager.list(), []
    answers.append(call(numbers))  # opens the connection of this thread
    [server] = multiprocessing.active_children()
    server.kill()
    server.join()
    answers.append(call(numbers))
    thread = threading.Thread(target=lambda: answers.append(call(numbers)))
    thread.start()  # its first call opens a connection of its own
    thread.join()
    return answers
# ANCHOR_END: calls


if __name__ == "__main__":
    # A server that is killed leaves its socket behind: in a folder of ours.
    with TemporaryDirectory() as folder:
        with SyncManager(f"{folder}/manager", ctx=fork) as manager:
            before, old, new = calls(manager)
    print("while the server lives:", before)
    print("after its death, over the open connection:", old)
    print("after its death, over a new connection:", new)
    assert before == "no error"
    assert (old, new) == ("BrokenPipeError", "ConnectionRefusedError")
