"""Who may give a lock back, and how often."""

import multiprocessing


def in_a_child(function):
    answers = multiprocessing.SimpleQueue()

    def run():
        try:
            answers.put(function())
        except (ValueError, AssertionError) as error:
            answers.put(f"{type(error).__name__}: {error}")

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    answer = answers.get()
    process.join()
    return answer


if __name__ == "__main__":
    # ANCHOR: stranger
    plain, recursive = multiprocessing.Lock(), multiprocessing.RLock()
    plain.acquire()
    recursive.acquire()
    print("a plain lock, by a stranger:", in_a_child(plain.release))
    print("a recursive lock, by a stranger:", in_a_child(recursive.release))
    # ANCHOR_END: stranger
    assert plain.acquire(block=False), "the stranger has freed it"
    assert "not owned" in in_a_child(recursive.release)

    # ANCHOR: child
    recursive.acquire()
    recursive.acquire()
    print("a forked child gets its parent's lock:", in_a_child(
        lambda: recursive.acquire(timeout=0.1)
    ))
    # ANCHOR_END: child

    # ANCHOR: often
    bounded = multiprocessing.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError as error:
        print("once too often:", error)
    # ANCHOR_END: often
    else:
        raise SystemExit("a bounded semaphore has a bound")
