"""The cure in Python: one lock around the whole increment."""

import multiprocessing


# ANCHOR: cure
def work(counter):
    for _ in range(5000):
        with counter.get_lock():
            counter.value += 1
# ANCHOR_END: cure


def total():
    counter = multiprocessing.Value("i", 0)
    workers = [multiprocessing.Process(target=work, args=(counter,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value


if __name__ == "__main__":
    totals = [total() for _ in range(3)]
    print("right is 20000; three runs ended with", *totals)
    assert totals == [20000] * 3, totals
