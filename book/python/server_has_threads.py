"""A method that adds inside the server, called by two clients at once.

Misconception: the server runs one call at a time, so a method of ours needs no lock.
"""

import multiprocessing
import threading
from multiprocessing.managers import BaseManager

fork = multiprocessing.get_context("fork")


# ANCHOR: counter
class Counter:
    def __init__(self, patience):
        self._number, self._lock = 0, threading.Lock()
        self._both_have_read = threading.Barrier(2, timeout=patience)

    def add(self):
        read = self._number
        try:
            self._both_have_read.wait()  # two threads of the server meet here
        except threading.BrokenBarrierError:
            pass  # the other one has not come
        self._number = read + 1

    def add_with_lock(self):
        with self._lock:
            self.add()

    def get(self):
        return self._number
# ANCHOR_END: counter


class CounterManager(BaseManager):
    """Offers counters."""


CounterManager.register("Counter", Counter)


def total(manager, method, patience):
    counter = manager.Counter(patience)
    call = getattr(counter, method)
    clients = [fork.Process(target=call, daemon=True) for _ in range(2)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(timeout=60)
    return counter.get()


if __name__ == "__main__":
    with CounterManager(ctx=fork) as manager:
        without = total(manager, "add", patience=30)
        with_lock = total(manager, "add_with_lock", patience=0.5)
    print("two calls of a method without a lock:", without)
    print("two calls of a method with a lock:", with_lock)
    assert (without, with_lock) == (1, 2)
