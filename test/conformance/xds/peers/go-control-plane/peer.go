package main

import (
	"context"
	"math"
	"net"
	"sync"
	"time"

	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	clusterservice "github.com/envoyproxy/go-control-plane/envoy/service/cluster/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	endpointservice "github.com/envoyproxy/go-control-plane/envoy/service/endpoint/v3"
	extensionservice "github.com/envoyproxy/go-control-plane/envoy/service/extension/v3"
	listenerservice "github.com/envoyproxy/go-control-plane/envoy/service/listener/v3"
	routeservice "github.com/envoyproxy/go-control-plane/envoy/service/route/v3"
	runtimeservice "github.com/envoyproxy/go-control-plane/envoy/service/runtime/v3"
	secretservice "github.com/envoyproxy/go-control-plane/envoy/service/secret/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	_ "github.com/envoyproxy/go-control-plane/ratelimit/config/ratelimit/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/anypb"
)

// Resources by type URL and name.
type state map[string]map[string]types.ResourceWithTTL

// What the library makes of a state: a cache for the aggregated service and one for the services of single types.
type caches interface {
	// A snapshot cache holds requests of an aggregated stream back until all their names are there, so the two differ.
	aggregated() server.Server
	perType() server.Server
	// Puts a new state into force.
	publish(next state, changed map[string]bool) error
}

// A server that can be started over at one address.
type peer struct {
	kind    string
	address string
	mu      sync.Mutex
	state   state
	caches  caches
	grpc    *grpc.Server
}

func newPeer(kind string, listener net.Listener) *peer {
	p := &peer{kind: kind, address: listener.Addr().String(), state: state{}}
	p.serve(listener, true)
	return p
}

func (p *peer) String() string { return "go-control-plane v0.14.0, " + p.kind + " cache" }

func (p *peer) reset(ready bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !ready && p.kind == "linear" {
		return notPossible{"a linear cache has no state before the first one"}
	}
	p.state = state{}
	return p.startOver(ready)
}

func (p *peer) restart() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.startOver(true)
}

func (p *peer) change(set, remove []resource) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	changed := map[string]bool{}
	for _, r := range set {
		if len(r.Aliases) > 0 {
			return notPossible{"resources have no aliases"}
		}
		message, err := (&anypb.Any{TypeUrl: r.Type, Value: r.Resource}).UnmarshalNew()
		if err != nil {
			return notPossible{err.Error()}
		}
		if p.state[r.Type] == nil {
			p.state[r.Type] = map[string]types.ResourceWithTTL{}
		}
		p.state[r.Type][r.Name] = types.ResourceWithTTL{Resource: message, TTL: ttlOf(r)}
		changed[r.Type] = true
	}
	for _, r := range remove {
		delete(p.state[r.Type], r.Name)
		changed[r.Type] = true
	}
	return p.caches.publish(p.state, changed)
}

func ttlOf(r resource) *time.Duration {
	if r.TTLMs == 0 {
		return nil
	}
	ttl := time.Duration(r.TTLMs) * time.Millisecond
	return &ttl
}

func (p *peer) startOver(ready bool) error {
	p.grpc.Stop()
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		return err
	}
	p.serve(listener, ready)
	return nil
}

func (p *peer) serve(listener net.Listener, ready bool) {
	if p.kind == "linear" {
		p.caches = newLinearCaches(context.Background())
	} else {
		p.caches = newSnapshotCaches(context.Background())
	}
	if ready {
		must(p.caches.publish(p.state, allTypes(p.state)))
	}
	// As in the library's examples: the limit of a request stays grpc-go's own.
	p.grpc = grpc.NewServer(grpc.MaxConcurrentStreams(math.MaxUint32))
	register(p.grpc, p.caches)
	go func(server *grpc.Server) { _ = server.Serve(listener) }(p.grpc)
}

func allTypes(s state) map[string]bool {
	types := map[string]bool{}
	for url := range s {
		types[url] = true
	}
	return types
}

func register(s *grpc.Server, c caches) {
	discovery.RegisterAggregatedDiscoveryServiceServer(s, c.aggregated())
	single := c.perType()
	clusterservice.RegisterClusterDiscoveryServiceServer(s, single)
	endpointservice.RegisterEndpointDiscoveryServiceServer(s, single)
	extensionservice.RegisterExtensionConfigDiscoveryServiceServer(s, single)
	listenerservice.RegisterListenerDiscoveryServiceServer(s, single)
	routeservice.RegisterRouteDiscoveryServiceServer(s, single)
	routeservice.RegisterScopedRoutesDiscoveryServiceServer(s, single)
	routeservice.RegisterVirtualHostDiscoveryServiceServer(s, single)
	runtimeservice.RegisterRuntimeDiscoveryServiceServer(s, single)
	secretservice.RegisterSecretDiscoveryServiceServer(s, single)
}
