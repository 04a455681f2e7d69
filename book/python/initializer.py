"""A shared value that every worker of a pool is given when it starts.

Misconception: tasks cannot carry a `Value`, so a pool needs a manager.
"""

import multiprocessing


# ANCHOR: initializer
def initializer(shared):
    global counter
    counter = shared


def task(_):
    with counter.get_lock():
        counter.value += 1


def total(method):
    context = multiprocessing.get_context(method)
    shared = context.Value("i", 0)
    with context.Pool(2, initializer, (shared,)) as pool:
        pool.map(task, range(20))
    return shared.value
# ANCHOR_END: initializer


if __name__ == "__main__":
    fork, spawn = total("fork"), total("spawn")
    print("twenty tasks count to", fork, "under fork and to", spawn, "under spawn")
    assert (fork, spawn) == (20, 20)
