"""A flag that the first task to fail raises, so that no more tasks are run.

Misconception: the flag stops all tasks after the first one that fails.
"""

import multiprocessing

fork = multiprocessing.get_context("fork")


def initializer(flag, barrier):
    global failed, all_have_looked
    failed, all_have_looked = flag, barrier


# ANCHOR: task
def task(_):
    if failed.value:
        return "skipped"
    all_have_looked.wait()
    failed.value = 1
    return "failed"
# ANCHOR_END: task


if __name__ == "__main__":
    workers, tasks = 2, 6
    flag, barrier = fork.Value("b", 0), fork.Barrier(workers, timeout=30)
    with fork.Pool(workers, initializer, (flag, barrier)) as pool:
        ends = pool.map(task, range(tasks), chunksize=1)
    print(tasks, "tasks,", workers, "workers:", *ends)
    assert ends == ["failed"] * workers + ["skipped"] * (tasks - workers), ends
