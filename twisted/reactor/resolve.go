package reactor

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
)

// lookUp finds the addresses to try, in a thread if there are names.
func (a *attempt) lookUp() {
	c := a.connector
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	l := c.loop
	found := func(remotes []net.Addr, local net.Addr, err error) {
		if a.over {
			return
		}
		if err != nil {
			a.fail(err)
			return
		}
		a.remotes, a.local = remotes, local
		a.next()
	}
	if isLiteral(c.destination) && (c.options.LocalAddr == "" || isLiteral(c.options.LocalAddr)) {
		remotes, local, err := c.addresses(ctx)
		l.later(func() { found(remotes, local, err) })
		return
	}
	l.CallInThread(func() {
		remotes, local, err := c.addresses(ctx)
		l.CallFromThread(func() { found(remotes, local, err) })
	})
}

// isLiteral says whether an address has no names to be looked up.
func isLiteral(address string) bool {
	_, err := netip.ParseAddrPort(address)
	return err == nil
}

// addresses are those of the destination, and the one to connect from.
func (c *connector) addresses(ctx context.Context) (remotes []net.Addr, local net.Addr, err error) {
	remotes, err = lookUpTCP(ctx, c.loop.options.resolver, c.destination)
	if err != nil || c.options.LocalAddr == "" {
		return remotes, nil, err
	}
	locals, err := lookUpTCP(ctx, c.loop.options.resolver, c.options.LocalAddr)
	if err != nil {
		return nil, nil, fmt.Errorf("the address to connect from: %w", err)
	}
	return remotes, locals[0], nil
}

// lookUpTCP returns at least one address. No host is this one.
func lookUpTCP(ctx context.Context, r Resolver, address string) ([]net.Addr, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := lookUpPort(ctx, service)
	if err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return []net.Addr{tcpAddr(ip, port)}, nil
	}
	if host == "" {
		return []net.Addr{tcpAddr(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)}, nil
	}
	ips, err := r.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	if len(ips) == 0 {
		return nil, &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	addrs := make([]net.Addr, len(ips))
	for i, ip := range ips {
		addrs[i] = tcpAddr(ip.Unmap(), port)
	}
	return addrs, nil
}

func lookUpPort(ctx context.Context, service string) (uint16, error) {
	if n, err := strconv.ParseUint(service, 10, 16); err == nil {
		return uint16(n), nil
	}
	n, err := net.DefaultResolver.LookupPort(ctx, "tcp", service)
	return uint16(n), err
}

func tcpAddr(ip netip.Addr, port uint16) net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, port))
}
