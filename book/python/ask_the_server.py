"""One message in place of two: a type of our own, with a method that adds.

Misconception: a proxy can do only what lists, dicts and values can.
"""

import multiprocessing
import threading
from multiprocessing.managers import BaseProxy, RemoteError, SyncManager

fork = multiprocessing.get_context("fork")


# ANCHOR: counter
class Counter:
    def __init__(self):
        self._number, self._lock = 0, threading.Lock()

    def add(self, number):
        with self._lock:  # the server has a thread for each client
            self._number += number
            return self._number

    def forget(self):
        self._number = 0


class CounterManager(SyncManager):
    """Offers counters, besides what every manager offers."""


CounterManager.register("Counter", Counter, exposed=["add"])
# ANCHOR_END: counter


def refusal(call, *arguments):
    try:
        call(*arguments)
    except (AttributeError, RemoteError) as error:
        return type(error).__name__
    return "accepted"


if __name__ == "__main__":
    sent, send = [], BaseProxy._callmethod

    def log(proxy, name, *rest):
        sent.append(name)
        return send(proxy, name, *rest)

    BaseProxy._callmethod = log  # every message of a proxy goes through it
    with CounterManager(ctx=fork) as manager:
        value, counter = manager.Value("i", 0), manager.Counter()
        value.value += 1
        print("value.value += 1 sends:", *sent)
        assert sent == ["get", "set"]
        sent.clear()
        assert counter.add(1) == 1
        print("counter.add(1) sends:", *sent)
        assert sent == ["add"]
        by_proxy = refusal(lambda: counter.forget())
        by_hand = refusal(counter._callmethod, "forget")
        assert counter.add(1) == 2, "nothing was forgotten"
    print("counter.forget(): the proxy has no such method:", by_proxy)
    print("the same message by hand: the server refuses it:", by_hand)
    assert (by_proxy, by_hand) == ("AttributeError", "RemoteError")
