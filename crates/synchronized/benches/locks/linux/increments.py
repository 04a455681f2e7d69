"""Increments a counter that processes share, and prints how long it took, as JSON.

    python3 increments.py (value | raw-value) PROCESSES INCREMENTS

What is measured, and how, is the same as in race.rs.
"""

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1


def die_with_parent():
    """Who waits for a process that is gone would wait for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def value(counter, _lock, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def raw_value(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def stay_on_one_processor(me):
    """For the reason that race.rs gives."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[me % len(processors)]})


def take_part(me, increment, counter, lock, times, ready, starts, ends, processor):
    die_with_parent()
    if len(ready) > 1:
        stay_on_one_processor(me)
    ready[me] = 1
    while not all(ready):
        os.sched_yield()
    start, before = time.monotonic(), time.thread_time()
    increment(counter, lock, times)
    after, end = time.thread_time(), time.monotonic()
    starts[me], ends[me], processor[me] = start, end, after - before


def main():
    die_with_parent()
    what, parties, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    context = multiprocessing.get_context("fork")
    # As wide as the others count.
    if what == "value":
        increment, counter, lock = value, context.Value("Q", 0), None
    else:
        increment, counter, lock = raw_value, context.RawValue("Q", 0), context.Lock()
    ready = context.RawArray("b", parties)
    starts, ends, processor = (context.RawArray("d", parties) for _ in range(3))
    processes = [
        context.Process(
            target=take_part,
            args=(me, increment, counter, lock, times, ready, starts, ends, processor),
        )
        for me in range(parties)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        sys.exit("a process failed")
    seconds = processor[0] if parties == 1 else max(ends) - min(starts)
    print(json.dumps({"count": counter.value, "seconds": seconds}))


main()
