"""A lock that a fork copies: parent and child both hold "it" at once.

Misconception: a child shares whatever it inherits.
"""

import multiprocessing
import threading

fork = multiprocessing.get_context("fork")


# ANCHOR: child
def child(lock, parent_has_it, answers):
    parent_has_it.wait(timeout=30)
    answers.put(lock.acquire(timeout=0.5))
# ANCHOR_END: child


def both_hold(lock):
    parent_has_it, answers = fork.Event(), fork.Queue()
    process = fork.Process(
        target=child, args=(lock, parent_has_it, answers), daemon=True
    )
    process.start()
    with lock:
        parent_has_it.set()
        answer = answers.get(timeout=30)
    process.join(timeout=30)
    return answer


if __name__ == "__main__":
    copied = both_hold(threading.Lock())
    shared = both_hold(fork.Lock())
    print("threading.Lock: both hold it:", copied)
    print("multiprocessing.Lock: both hold it:", shared)
    assert (copied, shared) == (True, False)
