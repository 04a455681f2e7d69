"""A dict and a list that live in a server process, changed by a child.

What the parent reads, it asks the server for: the objects themselves never move.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


# ANCHOR: program
def child(stock, letters):
    stock["apples"] -= 3
    stock[1.5] = None
    letters.append("d")
    letters.sort()


def run():
    with fork.Manager() as manager:
        stock, letters = manager.dict(apples=10), manager.list("cab")
        process = fork.Process(target=child, args=(stock, letters), daemon=True)
        process.start()
        process.join(timeout=30)
        return stock.copy(), letters[:]
# ANCHOR_END: program


if __name__ == "__main__":
    stock, letters = run()
    print("the dict:", stock)
    print("the list:", letters)
    assert (stock, letters) == ({"apples": 7, 1.5: None}, ["a", "b", "c", "d"])
