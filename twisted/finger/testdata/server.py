"""A finger server on Twisted: answers with what it understood.

Prints its port, and runs until its input ends.
"""
import sys

from twisted.internet import protocol, reactor, stdio
from twisted.protocols import finger


class Echo(finger.Finger):
    def getUser(self, slash_w, user):
        self.answer(b"user %s verbose %r" % (user, bool(slash_w)))

    def getDomain(self, slash_w):
        self.answer(b"domain verbose %r" % bool(slash_w))

    def answer(self, text):
        self.transport.write(text + b"\r\n")
        self.transport.loseConnection()


class UntilEnd(protocol.Protocol):
    def connectionLost(self, reason):
        reactor.stop()


factory = protocol.ServerFactory()
factory.protocol = Echo
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
stdio.StandardIO(UntilEnd())
print(port.getHost().port)
sys.stdout.flush()
reactor.run()
