"""A search of a list for a multiple of three, where the first one takes longest.

Misconception: the first result that comes back is the first match in the list.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")
NUMBERS = [1, 3, 5, 9]


def initializer(event):
    global something_is_found
    something_is_found = event


# ANCHOR: search
def search(number):
    if number == 3:
        something_is_found.wait(timeout=30)  # this one takes longer
    return number if number % 3 == 0 else None
# ANCHOR_END: search


if __name__ == "__main__":
    event, found = fork.Event(), []
    with fork.Pool(2, initializer, (event,)) as pool:
        for result in pool.imap_unordered(search, NUMBERS):
            if result is not None:
                found.append(result)
                event.set()
    in_list = min(found, key=NUMBERS.index)
    print("first to finish:", found[0])
    print("first in the list:", in_list)
    assert (found, in_list) == ([9, 3], 3)
