"""Two processes look whether a shared list has an item, then take it.

Misconception: `len` and `pop` are safe, so one after the other is safe too.
"""

import multiprocessing
import threading

fork = multiprocessing.get_context("fork")


# ANCHOR: take
def take(both_have_looked, items):
    if len(items) == 0:
        return "none left"
    try:
        both_have_looked.wait()
    except threading.BrokenBarrierError:
        pass  # the other one has not come
    try:
        return f"took {items.pop()}"
    except IndexError as error:  # raised in the server
        return f"IndexError: {error}"


def take_with_lock(lock, *rest):
    with lock:
        return take(*rest)
# ANCHOR_END: take


def outcomes(manager, function, patience, *lock):
    items = manager.list(["the last one"])
    arguments = (*lock, manager.Barrier(2, timeout=patience), items)
    with fork.Pool(2) as pool:
        # Sorted: either of the two may be the one that gets it.
        return sorted(pool.starmap(function, [arguments] * 2, chunksize=1))


if __name__ == "__main__":
    with fork.Manager() as manager:
        without = outcomes(manager, take, 30)
        with_lock = outcomes(manager, take_with_lock, 0.5, manager.Lock())
    print("without a lock:", " | ".join(without))
    print("with a lock:", " | ".join(with_lock))
    assert without == ["IndexError: pop from empty list", "took the last one"]
    assert with_lock == ["none left", "took the last one"]
