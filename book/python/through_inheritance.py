"""The same lock, sent as a task of a pool and given to a new process.

Misconception: an argument is an argument, whoever runs the function.
"""

import multiprocessing
import pickle


def use(lock):
    with lock:
        pass


def refusal(function, *arguments):
    try:
        function(*arguments)
    except RuntimeError as error:
        return f"RuntimeError: {error}"
    return "accepted"


# ANCHOR: send
def send(context):
    lock = context.Lock()
    pickled = refusal(pickle.dumps, lock)
    with context.Pool(1) as pool:
        as_task = refusal(pool.map, use, [lock])
    process = context.Process(target=use, args=(lock,), daemon=True)
    process.start()
    process.join(timeout=30)
    return pickled, as_task, process.exitcode
# ANCHOR_END: send


if __name__ == "__main__":
    for method in ("fork", "spawn"):
        pickled, as_task, code = send(multiprocessing.get_context(method))
        print(f"{method}, pickled: {pickled}")
        print(f"{method}, as a task of a pool: {as_task}")
        print(f"{method}, as an argument of a process: exit code {code}")
        assert "through inheritance" in pickled and as_task == pickled, as_task
        assert code == 0, code
