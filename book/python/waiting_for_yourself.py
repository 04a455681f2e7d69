"""A plain lock round a value that takes the same lock: the process waits for itself."""

import multiprocessing


# ANCHOR: work
def work(value):
    with value.get_lock():
        value.value += 1
# ANCHOR_END: work


def ends(lock):
    value = multiprocessing.Value("i", 0, lock=lock)
    process = multiprocessing.Process(target=work, args=(value,), daemon=True)
    process.start()
    process.join(timeout=2)
    if process.exitcode is None:
        process.kill()
        process.join()
        return False
    return True


if __name__ == "__main__":
    # ANCHOR: locks
    recursive = ends(multiprocessing.RLock())
    plain = ends(multiprocessing.Lock())
    # ANCHOR_END: locks
    print("with a recursive lock it ends:", recursive)
    print("with a plain lock it ends:", plain)
    assert (recursive, plain) == (True, False)
