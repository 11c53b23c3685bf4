"""The benchmarks of bench_test.go with Python's Twisted, for comparison."""

import time

from twisted.internet import defer


def passes(v):
    return v


def handles(f):
    return None


def add_and_fire():
    d = defer.Deferred()
    d.addCallback(passes)
    d.callback(None)


def add_ten_and_fire():
    d = defer.Deferred()
    for _ in range(10):
        d.addCallbacks(passes, handles)
    d.callback(None)


def wait_for_inner():
    inner = defer.Deferred()
    defer.succeed(None).addCallback(lambda _: inner).addCallback(passes)
    inner.callback(None)


BOOM = RuntimeError("boom")


def fail_and_handle():
    d = defer.Deferred()
    d.addErrback(handles)
    d.errback(BOOM)


def wait(n):
    queue = defer.DeferredQueue()

    @defer.inlineCallbacks
    def consumer():
        while (yield queue.get()) >= 0:
            pass

    consumer()
    for _ in range(n):
        queue.put(1)
    queue.put(-1)


def ns(f, n):
    best = min(timed(f, n) for _ in range(5))
    return best / n * 1e9


def timed(f, n):
    start = time.process_time()
    for _ in range(n):
        f()
    return time.process_time() - start


for f in (add_and_fire, add_ten_and_fire, wait_for_inner, fail_and_handle):
    print(f"{f.__name__:20} {ns(f, 20000):10.0f} ns")
print(f"{'wait':20} {ns(lambda: wait(20000), 1) / 20000:10.0f} ns")
