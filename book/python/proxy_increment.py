"""Two processes add one through four kinds of proxy, without a lock and with it.

Misconception: the server answers call by call, so `+= 1` through a proxy is safe.
"""

import multiprocessing
import threading

fork = multiprocessing.get_context("fork")


# ANCHOR: add
def one(both_have_read):
    try:
        both_have_read.wait()
    except threading.BrokenBarrierError:
        pass  # the other one has not come
    return 1


def add(meet, d, l, ns, v):
    # Python gets the old number, then calls `one`, then sets the new number.
    d["k"] += one(meet)
    l[0] += one(meet)
    ns.x += one(meet)
    v.value += one(meet)


def add_with_lock(lock, *rest):
    with lock:
        add(*rest)
# ANCHOR_END: add


def totals(manager, function, patience, *lock):
    d, l = manager.dict(k=0), manager.list([0])
    ns, v = manager.Namespace(x=0), manager.Value("i", 0)
    arguments = (*lock, manager.Barrier(2, timeout=patience), d, l, ns, v)
    with fork.Pool(2) as pool:
        pool.starmap(function, [arguments] * 2, chunksize=1)
    return d["k"], l[0], ns.x, v.value


if __name__ == "__main__":
    with fork.Manager() as manager:
        without = totals(manager, add, 30)
        with_lock = totals(manager, add_with_lock, 0.5, manager.Lock())
    print("two times += 1 on d['k'], l[0], ns.x, v.value:", *without)
    print("the same under a lock of the manager:", *with_lock)
    assert (without, with_lock) == ((1,) * 4, (2,) * 4)
