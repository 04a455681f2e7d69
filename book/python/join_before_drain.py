"""A parent that waits for the end of a producer before it reads what was produced.

Misconception: `put` has returned, so the item is out of the producer's hands.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


# ANCHOR: producer
def produce(queue, has_put, size):
    queue.put(b"x" * size)
    has_put.set()  # the item waits in this process for room in the pipe
# ANCHOR_END: producer


def ends(size, patience):
    queue, has_put = fork.Queue(), fork.Event()
    producer = fork.Process(target=produce, args=(queue, has_put, size), daemon=True)
    producer.start()
    has_put.wait(timeout=30)
    producer.join(timeout=patience)
    before_draining = not producer.is_alive()
    assert len(queue.get(timeout=30)) == size
    producer.join(timeout=30)
    return before_draining, not producer.is_alive()


if __name__ == "__main__":
    small, large = ends(1_000, patience=30), ends(70_000, patience=0.5)
    print("one kilobyte: the producer ends before, after draining:", *small)
    print("70 kilobytes: the producer ends before, after draining:", *large)
    assert (small, large) == ((True, True), (False, True))
