"""The log that is read after the release: each task counts, then both read."""

import multiprocessing


# ANCHOR: task
def task(done, meet, lines):
    with done.get_lock():
        done.value += 1
    meet.wait()  # both have counted
    lines.put(done.value)
# ANCHOR_END: task


if __name__ == "__main__":
    done = multiprocessing.Value("i", 0)
    meet, lines = multiprocessing.Barrier(2), multiprocessing.SimpleQueue()
    tasks = [
        multiprocessing.Process(target=task, args=(done, meet, lines)) for _ in range(2)
    ]
    for process in tasks:
        process.start()
    log = [lines.get() for _ in tasks]
    for process in tasks:
        process.join()
    print("two tasks wrote", *log)
    assert log == [2, 2], log
