"""A list and a dict inside a shared list, changed by a child in three ways.

Misconception: what lies in a shared list is shared as well.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


# ANCHOR: change
def change_inside(outer):
    outer[0].append(2)  # of plain values, `outer[0]` is a copy
    outer[1]["x"] = 2


def change_and_put_back(outer):
    numbers, names = outer[:]
    numbers.append(2)
    names["x"] = 2
    outer[:] = numbers, names
# ANCHOR_END: change


def after(change, outer):
    process = fork.Process(target=change, args=(outer,), daemon=True)
    process.start()
    process.join(timeout=30)
    assert process.exitcode == 0, "nothing was refused"
    return outer[0][:], outer[1].copy()


if __name__ == "__main__":
    with fork.Manager() as manager:
        # ANCHOR: makers
        plain = manager.list([[1], {"x": 1}])
        proxies = manager.list([manager.list([1]), manager.dict(x=1)])
        # ANCHOR_END: makers
        lost = after(change_inside, plain)
        put_back = after(change_and_put_back, plain)
        nested = after(change_inside, proxies)
    print("plain values, changed inside:", *lost)
    print("plain values, changed and put back:", *put_back)
    print("proxies, changed inside:", *nested)
    assert lost == ([1], {"x": 1})
    assert put_back == nested == ([1, 2], {"x": 2})
