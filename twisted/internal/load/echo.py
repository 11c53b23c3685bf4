# The echo server of Python Twisted, which load measures beside ours. It prints
# its address.
import resource
import sys

from twisted.internet import epollreactor

epollreactor.install()

from twisted.internet import protocol, reactor  # noqa: E402


class Echo(protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data)


class EchoFactory(protocol.Factory):
    protocol = Echo
    noisy = False


_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
port = reactor.listenTCP(0, EchoFactory(), interface="127.0.0.1")
print("127.0.0.1:%d" % port.getHost().port)
sys.stdout.flush()
reactor.run()
