// Package fdnet is the network of the reactors that wait for file
// descriptors: sockets, pipes and terminals that do not block, on top of any
// poller.Poller. On systems without such descriptors it is empty.
package fdnet
