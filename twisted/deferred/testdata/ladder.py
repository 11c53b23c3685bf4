"""Runs programs of ladder_peer_test.go on Python Twisted's Deferreds.

Reads one program a line, a list of operations in JSON, and prints what it
did, a list of texts in JSON.
"""

import gc
import json
import sys

from twisted.internet import defer
from twisted.python import log


class Boom(Exception):
    pass


def name(v):
    if v is None:
        return "nil"
    if hasattr(v, "value"):  # a Failure
        if v.check(defer.CancelledError):
            return "cancelled"
        if v.check(defer.AlreadyCalledError):
            return "already"
        return str(v.value)
    return str(v)


def run(program):
    trace = []
    ds = [defer.Deferred() for _ in range(program["deferreds"])]
    for i in program["cancellers"]:
        ds[i] = defer.Deferred(lambda d, i=i: trace.append(f"canceller {i}"))
    for i in program["firing"]:
        ds[i] = defer.Deferred(lambda d, i=i: (trace.append(f"canceller {i}"), d.callback("rest")))

    def function(label, what):
        if what["kind"] == "pass":
            return lambda v: (trace.append(f"{label} {name(v)}"), v)[1]
        if what["kind"] == "value":
            return lambda v: (trace.append(f"{label} {name(v)}"), what["text"])[1]
        if what["kind"] == "deferred":
            return lambda v: (trace.append(f"{label} {name(v)}"), ds[what["index"]])[1]

        if what["kind"] == "fires":
            def fires(v):
                trace.append(f"{label} {name(v)}")
                ds[what["index"]].callback(what["text"])
                return v

            return fires
        if what["kind"] == "adds":
            def adds(v):
                trace.append(f"{label} {name(v)}")
                added = function(f"{label} added", {"kind": "value", "text": what["text"]})
                ds[what["index"]].addBoth(added)
                return v

            return adds

        def fails(v):
            trace.append(f"{label} {name(v)}")
            raise Boom(what["text"])

        return fails

    def passes(v):
        return v

    for n, op in enumerate(program["ops"]):
        d = ds[op["on"]]
        try:
            if op["do"] == "add":
                cb = op.get("callback")
                eb = op.get("errback")
                d.addCallbacks(
                    function(f"{n} callback", cb) if cb else passes,
                    function(f"{n} errback", eb) if eb else passes,
                )
            elif op["do"] == "both":
                d.addBoth(function(f"{n} both", op["callback"]))
            elif op["do"] == "chain":
                d.chainDeferred(ds[op["to"]])
            elif op["do"] == "callback":
                d.callback(op["text"])
            elif op["do"] == "errback":
                d.errback(Boom(op["text"]))
            else:
                getattr(d, op["do"])()
        except defer.AlreadyCalledError:
            trace.append(f"{n} already")
    for i, d in enumerate(ds):
        d.addBoth(lambda v, i=i: trace.append(f"{i} ends with {name(v)}"))
    return trace


log.defaultObserver.stop()
gc.disable()
for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
