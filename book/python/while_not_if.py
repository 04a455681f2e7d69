"""Waiting for a letter: while there is none."""

import multiprocessing


# ANCHOR: take
def take(condition, letter, taken):
    with condition:
        while letter.value == 0:
            condition.wait()
        taken.put(letter.value)
        letter.value = 0
# ANCHOR_END: take


# ANCHOR: put
def put(condition, letter, value):
    with condition:
        letter.value = value
        condition.notify()
# ANCHOR_END: put


if __name__ == "__main__":
    condition, letter = multiprocessing.Condition(), multiprocessing.RawValue("i", 0)
    taken = multiprocessing.SimpleQueue()
    taker = multiprocessing.Process(target=take, args=(condition, letter, taken))
    taker.start()
    put(condition, letter, 7)
    taker.join()
    value = taken.get()
    print("taken:", value)
    assert value == 7
