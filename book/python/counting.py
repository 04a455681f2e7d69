"""Two tasks of a pool count themselves, without a lock and with it.

Misconception: without the lock the log is out of order, but the total is the same.
"""

import multiprocessing
import threading

fork = multiprocessing.get_context("fork")


def initializer(shared, barrier):
    global counter, both_have_read
    counter, both_have_read = shared, barrier


# ANCHOR: task
def task(_):
    read = counter.value
    try:
        both_have_read.wait()
    except threading.BrokenBarrierError:
        pass  # the other one has not come
    counter.value = read + 1


def task_with_lock(number):
    with counter.get_lock():
        task(number)
# ANCHOR_END: task


def total(function, patience):
    shared, barrier = fork.Value("i", 0), fork.Barrier(2, timeout=patience)
    with fork.Pool(2, initializer, (shared, barrier)) as pool:
        pool.map(function, range(2), chunksize=1)
    return shared.value


if __name__ == "__main__":
    without = total(task, patience=30)
    with_lock = total(task_with_lock, patience=0.5)
    print("two tasks, no lock:", without)
    print("two tasks, with the lock:", with_lock)
    assert (without, with_lock) == (1, 2)
