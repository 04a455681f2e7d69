"""Ten tasks that share a lock and a queue: a pool or processes, a manager or none.

Misconception: what works in one of the four works in the others.
"""

import multiprocessing


def job(task):
    number, lock, queue = task
    with lock:
        queue.put(number)


# ANCHOR: scenarios
def by_map(context, tasks):
    with context.Pool(2) as pool:
        pool.map(job, tasks)


def by_imap(context, tasks):
    with context.Pool(2) as pool:
        pool.imap(job, tasks)  # nobody reads what comes back
        pool.close()
        pool.join()


def by_processes(context, tasks):
    processes = [
        context.Process(target=job, args=(task,), daemon=True) for task in tasks
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=30)
# ANCHOR_END: scenarios


def outcome(run, context, maker):
    lock, queue = maker.Lock(), maker.Queue()
    try:
        run(context, [(number, lock, queue) for number in range(10)])
    except RuntimeError:
        return "error"
    items = []
    while not queue.empty():  # sure now: nobody writes any more
        items.append(queue.get(timeout=30))
    if not items:
        return "no error, no items"
    # Sorted: the lock excludes, but it keeps no order.
    return "all 10 items" if sorted(items) == list(range(10)) else f"only {items}"


if __name__ == "__main__":
    rows = {}
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        with context.Manager() as manager:
            for name, run, maker in (
                ("1 pool.map, no manager", by_map, context),
                ("1 pool.imap, no manager", by_imap, context),
                ("2 pool.map, manager", by_map, manager),
                ("3 processes, no manager", by_processes, context),
                ("4 processes, manager", by_processes, manager),
            ):
                rows.setdefault(name, []).append(outcome(run, context, maker))
    print(f"{'':<25}{'fork':<20}spawn")
    for name, (fork, spawn) in rows.items():
        print(f"{name:<25}{fork:<20}{spawn}")
    expected = ["error", "no error, no items"] + ["all 10 items"] * 3
    assert list(rows.values()) == [[one, one] for one in expected], rows
