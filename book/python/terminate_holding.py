"""A pool that is terminated while its worker is inside the critical section.

Misconception: `with` gives the lock back, however the worker ends.
"""

import multiprocessing
import signal
import sys

fork = multiprocessing.get_context("fork")


# ANCHOR: worker
def worker(_):
    with lock:
        inside.set()
        while True:
            pass  # work that takes long


def plain(*shared):
    global lock, inside
    lock, inside = shared


def leaves_by_an_exception(*shared):
    plain(*shared)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
# ANCHOR_END: worker


def is_free_after(initializer):
    lock, inside = fork.Lock(), fork.Event()
    with fork.Pool(1, initializer, (lock, inside)) as pool:
        pool.map_async(worker, [0])
        inside.wait(timeout=30)
        pool.terminate()
    return lock.acquire(timeout=0.5)


if __name__ == "__main__":
    killed, left = is_free_after(plain), is_free_after(leaves_by_an_exception)
    print("terminated inside: the lock can be taken:", killed)
    print("a handler that raises: the lock can be taken:", left)
    assert (killed, left) == (False, True)
