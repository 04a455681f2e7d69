"""A counter at the top of a module, and two children that count in it.

Misconception: what stands at the top of the module is there once.
"""

import multiprocessing

# ANCHOR: module
counter = multiprocessing.Value("i", 0)


def count(numbers):
    with counter.get_lock():
        counter.value += 1
        numbers.put(counter.value)
# ANCHOR_END: module


def run(method):
    context = multiprocessing.get_context(method)
    counter.value, numbers = 0, context.Queue()
    children = [
        context.Process(target=count, args=(numbers,), daemon=True) for _ in range(2)
    ]
    for child in children:
        child.start()
    counted = sorted(numbers.get(timeout=30) for _ in children)
    for child in children:
        child.join(timeout=30)
    print(f"{method}: the children count {counted}, the parent has {counter.value}")
    return counted, counter.value


if __name__ == "__main__":
    assert run("fork") == ([1, 2], 2)
    assert run("spawn") == ([1, 1], 0), "each child has made its own"
