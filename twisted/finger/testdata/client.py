"""A finger client on Twisted: client.py PORT QUERY prints the answer."""
import sys

from twisted.internet import protocol, reactor


class Question(protocol.Protocol):
    answer = b""

    def connectionMade(self):
        for byte in sys.argv[2].encode() + b"\r\n":
            self.transport.write(bytes([byte]))

    def dataReceived(self, data):
        self.answer += data

    def connectionLost(self, reason):
        print(repr(self.answer), reason.type.__name__)
        reactor.stop()


protocol.ClientCreator(reactor, Question).connectTCP("127.0.0.1", int(sys.argv[1]))
reactor.run()
