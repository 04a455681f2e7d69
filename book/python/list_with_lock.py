"""Jobs that change one list, one at a time, in two of the orders that a lock allows.

Misconception: with a lock the result is that of one process, in order.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


def initializer(*shared):
    global lock, numbers
    lock, numbers = shared


# ANCHOR: job
def job(number):
    with lock:
        if len(numbers) < 5:
            numbers.append(number)
        elif number < len(numbers):
            numbers.pop(number)
# ANCHOR_END: job


def result(order):
    with fork.Manager() as manager:
        shared = manager.list()
        with fork.Pool(2, initializer, (fork.Lock(), shared)) as pool:
            for number in order:
                pool.apply_async(job, (number,)).get(timeout=30)
        return shared[:]


if __name__ == "__main__":
    upwards, downwards = result(range(10)), result(reversed(range(10)))
    print("0 takes the lock first, 9 last:", upwards)
    print("9 takes the lock first, 0 last:", downwards)
    assert (upwards, downwards) == ([0, 1, 2, 3, 4], [8, 6, 3, 1])
