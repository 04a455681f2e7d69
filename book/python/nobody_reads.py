"""Tasks that cannot even be sent, and a program that ends as if all were well.

Misconception: no error was raised, so the tasks have run.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


def use(lock):
    with lock:
        pass


# ANCHOR: imap
def run(locks):
    with fork.Pool(2) as pool:
        results = pool.imap(use, locks)
        pool.close()
        pool.join()
    return results
# ANCHOR_END: imap


if __name__ == "__main__":
    results, errors = run([fork.Lock(), fork.Lock()]), 0
    print("the pool has ended, and no error was raised")
    for number in range(2):
        try:
            results.next(timeout=30)
        except RuntimeError as error:
            print(f"who reads result {number} is told: {error}")
            errors += 1
    assert errors == 2, errors
