"""Does something through a manager so many times, and prints how long it took, as JSON.

    python3 manager.py JOB TIMES

What is measured, and how, is the same as in the Rust files beside this one.
"""

import json
import multiprocessing
import sys
import time
from multiprocessing.managers import SyncManager

fork = multiprocessing.get_context("fork")


class Counter:
    """A number to which the server adds, for CPython's values cannot."""

    def __init__(self):
        self.total = 0

    def fetch_add(self, more):
        self.total += more
        return self.total - more

    def get(self):
        return self.total


class Manager(SyncManager):
    pass


Manager.register("Counter", Counter)


def repeated(times, once):
    begin = time.perf_counter()
    for _ in range(times):
        once()
    return time.perf_counter() - begin


def read(manager, times):
    value = manager.Value("Q", 0)

    def once():
        assert value.value == 0

    return repeated(times, once)


def racy(manager, times):
    value = manager.Value("Q", 0)

    def once():
        value.value += 1

    took = repeated(times, once)
    assert value.value == times
    return took


def locked(manager, times):
    value, lock = manager.Value("Q", 0), manager.Lock()

    def once():
        with lock:
            value.value += 1

    took = repeated(times, once)
    assert value.value == times
    return took


def fetch_add(manager, times):
    counter = manager.Counter()
    took = repeated(times, lambda: counter.fetch_add(1))
    assert counter.get() == times
    return took


def lock_pair(manager, times):
    lock = manager.Lock()

    def once():
        lock.acquire()
        lock.release()

    return repeated(times, once)


def dict_get(manager, times):
    shared = manager.dict({"k": 7})

    def once():
        assert shared["k"] == 7

    return repeated(times, once)


def dict_set(manager, times):
    shared = manager.dict()

    def once():
        shared["k"] = 7

    return repeated(times, once)


def long_list(manager, times):
    shared = manager.list(range(1000))

    def once():
        assert len(shared[:]) == 1000

    return repeated(times, once)


def queue_pair(manager, times):
    queue = manager.Queue()

    def once():
        queue.put(7)
        assert queue.get() == 7

    return repeated(times, once)


def call(counter, ready, go, each):
    counter.get()  # the connection is made
    ready.release()
    go.acquire()
    for _ in range(each):
        counter.fetch_add(1)


def clients(manager, times, number):
    counter, ready, go = manager.Counter(), fork.Semaphore(0), fork.Semaphore(0)
    each = max(times // number, 1)
    callers = [
        fork.Process(target=call, args=(counter, ready, go, each)) for _ in range(number)
    ]
    for caller in callers:
        caller.start()
    for _ in callers:
        ready.acquire()
    begin = time.perf_counter()
    for _ in callers:
        go.release()
    for caller in callers:
        caller.join()
    took = time.perf_counter() - begin
    # Without a lock of its own a method of two steps loses: there are several threads.
    assert counter.get() <= each * number
    return took * times / (each * number)


JOBS = {
    "Get": read,
    "Racy": racy,
    "Locked": locked,
    "FetchAdd": fetch_add,
    "Lock": lock_pair,
    "DictGet": dict_get,
    "DictSet": dict_set,
    "List": long_list,
    "Queue": queue_pair,
}

if __name__ == "__main__":
    job, times = sys.argv[1], int(sys.argv[2])
    with Manager(ctx=fork) as manager:
        if job.startswith("clients-"):
            took = clients(manager, times, int(job.removeprefix("clients-")))
        else:
            took = JOBS[job](manager, times)
    print(json.dumps({"seconds": took}))
