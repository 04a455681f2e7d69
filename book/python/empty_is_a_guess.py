"""A reader that reads until the queue is empty, while somebody still writes.

Misconception: an empty queue has given out all that it will ever hold.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


# ANCHOR: reader
def read(queue):
    items = []
    while not queue.empty():
        items.append(queue.get())
    return items
# ANCHOR_END: reader


def write(queue, start, items):
    start.wait(timeout=30)
    for item in items:
        queue.put(item)


if __name__ == "__main__":
    queue, now, has_read = fork.Queue(), fork.Event(), fork.Event()
    early = fork.Process(target=write, args=(queue, now, range(5)), daemon=True)
    late = fork.Process(target=write, args=(queue, has_read, range(5, 10)), daemon=True)
    early.start()
    late.start()
    now.set()
    early.join(timeout=30)  # a writer ends when all it wrote is in the pipe
    while_writing = read(queue)
    has_read.set()
    late.join(timeout=30)
    after_join = read(queue)
    print("while one writer still writes:", *while_writing)
    print("left behind, and there after the join:", *after_join)
    assert (while_writing, after_join) == ([0, 1, 2, 3, 4], [5, 6, 7, 8, 9])
