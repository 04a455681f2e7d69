"""The lost update in Python: ten processes add fifty each, with no lock."""

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
    totals = [total() for _ in range(10)]
    print("right is 500; ten runs ended with", *totals)
    if all(t == 500 for t in totals):
        print("all of them were right, and the program is wrong")
    assert all(2 <= t <= 500 for t in totals), totals
