"""Does something with processes so many times, and prints how long it took, as JSON.

    python3 handles.py TOPIC WAY TIMES

What is measured, and how, is the same as in the Rust files beside this one.
"""

import json
import multiprocessing
import os
import sys
import time
from multiprocessing import reduction

fork = multiprocessing.get_context("fork")


def nothing():
    pass


def next_number(number):
    return number + 1


def start(way, times):
    context = multiprocessing.get_context(way)
    begin = time.perf_counter()
    for _ in range(times):
        process = context.Process(target=nothing)
        process.start()
        process.join()
        assert process.exitcode == 0
    return time.perf_counter() - begin


def put_and_get(way, times):
    queue = getattr(fork, way)()
    begin = time.perf_counter()
    for number in range(times):
        queue.put(number)
        assert queue.get() == number
    return time.perf_counter() - begin


def put_all(queue, times):
    for number in range(times):
        queue.put(number)


def throughput(way, times):
    queue = getattr(fork, way)()
    begin = time.perf_counter()
    writer = fork.Process(target=put_all, args=(queue, times))
    writer.start()
    for number in range(times):
        assert queue.get() == number
    took = time.perf_counter() - begin
    writer.join()
    return took


def descriptor(_way, times):
    ours, theirs = multiprocessing.Pipe()
    begin = time.perf_counter()
    for _ in range(times):
        reduction.send_handle(ours, 1, os.getpid())
        os.close(reduction.recv_handle(theirs))
    return time.perf_counter() - begin


def pool(times, chunk):
    with fork.Pool(2) as workers:
        workers.map(next_number, range(2))  # both have started
        begin = time.perf_counter()
        results = workers.map(next_number, range(times), chunk)
        took = time.perf_counter() - begin
    assert results == list(range(1, times + 1))
    return took


TOPICS = {
    "start": start,
    "put-and-get": put_and_get,
    "throughput": throughput,
    "descriptor": descriptor,
    "map": lambda _way, times: pool(times, None),
    "map-one-by-one": lambda _way, times: pool(times, 1),
}

if __name__ == "__main__":
    topic, way, times = sys.argv[1:]
    print(json.dumps({"seconds": TOPICS[topic](way, int(times))}))
