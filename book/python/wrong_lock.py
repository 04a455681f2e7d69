"""Which locks keep two processes apart: is the other one inside, while I hold mine?"""

import multiprocessing
import threading


# ANCHOR: inside
def both_inside(my_lock, meet, found):
    with my_lock:
        try:
            meet.wait(timeout=1)  # the other one comes, or it does not
            found.put(True)
        except threading.BrokenBarrierError:
            found.put(False)
# ANCHOR_END: inside


def try_with(one_lock, other_lock):
    meet, found = multiprocessing.Barrier(2), multiprocessing.SimpleQueue()
    processes = [
        multiprocessing.Process(target=both_inside, args=(lock, meet, found))
        for lock in (one_lock, other_lock)
    ]
    for process in processes:
        process.start()
    answers = [found.get() for _ in processes]
    for process in processes:
        process.join()
    return any(answers)


if __name__ == "__main__":
    # ANCHOR: locks
    value = multiprocessing.Value("i", 0)
    one = try_with(value.get_lock(), value.get_lock())
    another = try_with(value.get_lock(), multiprocessing.Lock())
    fresh = try_with(multiprocessing.Lock(), multiprocessing.Lock())
    # ANCHOR_END: locks
    print("both inside, with one lock:", one)
    print("both inside, with another lock beside the value's:", another)
    print("both inside, each with a fresh lock:", fresh)
    assert (one, another, fresh) == (False, True, True)
