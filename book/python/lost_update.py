"""The lost update in Python: ten processes add fifty each, with no lock."""

import sys

# ANCHOR: program
import multiprocessing
import time


def work(counter):
    for _ in range(50):
        time.sleep(0.01)
        counter.value += 1


def total():
    counter = multiprocessing.Value("i", 0)
    workers = [multiprocessing.Process(target=work, args=(counter,)) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
# ANCHOR_END: program


if __name__ == "__main__":
    totals = [total() for _ in range(5)]
    # They differ from run to run, so they are not part of what is recorded.
    print("five runs ended with", *totals, file=sys.stderr)
    if all(t == 500 for t in totals):
        print("all of them were right, and the program is wrong", file=sys.stderr)
    print("right is 500; each of five runs ended with 2 to 500")
    assert all(2 <= t <= 500 for t in totals), totals
