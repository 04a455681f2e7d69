"""All thirteen types of a manager, each used by a parent and by a child."""

import multiprocessing
from types import SimpleNamespace

fork = multiprocessing.get_context("fork")


# ANCHOR: child
def child(s):
    s.event.wait(timeout=30)  # until the parent has begun
    s.list.append("child")
    s.dict["child"] = 2
    s.namespace.child = "here"
    with s.lock:
        s.value.value += 1
    with s.rlock, s.rlock:  # its owner may take it again
        s.array[1] = s.array[0] + 1
    with s.condition:
        s.dict["letter"] = "written"
        s.condition.notify()
    s.semaphore.release()  # one more may pass: the parent
    place = s.barrier.wait(timeout=30)  # until the parent is here as well
    with s.bounded:
        s.queue.put(place)
# ANCHOR_END: child


# ANCHOR: parent
def parent(s):
    s.list.append("parent")
    s.dict["parent"] = 1
    s.namespace.parent = "here"
    with s.rlock:
        s.array[0] = 7
    s.event.set()
    with s.lock:
        s.value.value += 1
    with s.condition:
        s.condition.wait_for(lambda: "letter" in s.dict, timeout=30)
    s.semaphore.acquire(timeout=30)
    place = s.barrier.wait(timeout=30)
    with s.bounded:
        s.queue.put(place)
# ANCHOR_END: parent


if __name__ == "__main__":
    with fork.Manager() as manager:
        # ANCHOR: make
        shared = SimpleNamespace(
            list=manager.list(),
            dict=manager.dict(),
            namespace=manager.Namespace(),
            value=manager.Value("i", 0),
            array=manager.Array("i", [0, 0]),
            queue=manager.Queue(),
            lock=manager.Lock(),
            rlock=manager.RLock(),
            semaphore=manager.Semaphore(0),
            bounded=manager.BoundedSemaphore(1),
            condition=manager.Condition(),
            event=manager.Event(),
            barrier=manager.Barrier(2),
        )
        # ANCHOR_END: make
        process = fork.Process(target=child, args=(shared,), daemon=True)
        process.start()
        parent(shared)
        process.join(timeout=30)
        seen = {
            "list": shared.list[:],
            "dict": sorted(shared.dict.keys()),
            "Namespace": f"{shared.namespace.parent} and {shared.namespace.child}",
            "Value, under the Lock": shared.value.value,
            "Array, under the RLock": list(shared.array[:]),
            "Event": shared.event.is_set(),
            "dict, told by the Condition": shared.dict["letter"],
            "Semaphore, its one place is taken": not shared.semaphore.acquire(False),
            "Queue, under the BoundedSemaphore: places at the Barrier": sorted(
                shared.queue.get(timeout=30) for _ in range(2)
            ),
        }
    for name, content in seen.items():
        print(f"{name}: {content}")
    expected = ["parent", "child"], ["child", "letter", "parent"], "here and here"
    expected += 2, [7, 8], True, "written", True, [0, 1]
    assert tuple(seen.values()) == expected, seen
