"""A client that is killed while it holds a lock of a manager.

Misconception: the server sees that the client is gone, and frees what it held.
"""

import multiprocessing
import os
import signal

fork = multiprocessing.get_context("fork")


# ANCHOR: dies
def dies(lock):
    lock.acquire()
    os.kill(os.getpid(), signal.SIGKILL)
# ANCHOR_END: dies


if __name__ == "__main__":
    with fork.Manager() as manager:
        lock = manager.Lock()
        process = fork.Process(target=dies, args=(lock,), daemon=True)
        process.start()
        process.join(timeout=30)
        # ANCHOR: next
        taken = lock.acquire(timeout=0.5)
        lock.release()  # by one who does not hold it
        taken_then = lock.acquire(timeout=0.5)
        # ANCHOR_END: next
    print("the holder has ended by", signal.Signals(-process.exitcode).name)
    print("the next one can take the lock:", taken)
    print("after a release by a stranger:", taken_then)
    assert (taken, taken_then) == (False, True)
    assert process.exitcode == -signal.SIGKILL
