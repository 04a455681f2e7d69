"""The type code of a manager's value, beside that of a value in shared memory.

Misconception: a `Value("i")` of a manager is an int of C.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


# ANCHOR: fill
def fill(maker, code):
    try:
        value = maker.Value(code, 0)
        value.value = "a string"
        return f"holds {value.value!r}"
    except TypeError as error:
        return f"TypeError: {error}"
# ANCHOR_END: fill


if __name__ == "__main__":
    with fork.Manager() as manager:
        answers = {
            f"{name}, code {code!r}": fill(maker, code)
            for name, maker in (("shared memory", fork), ("a manager", manager))
            for code in ("i", "no such code")
        }
    for case, answer in answers.items():
        print(f"{case}: {answer}")
    refused = [answer.startswith("TypeError") for answer in answers.values()]
    assert refused == [True, True, False, False], answers
