package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/log"
	"github.com/envoyproxy/go-control-plane/pkg/server/sotw/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/protobuf/proto"
)

// Types in the order in which a proxy needs them.
var typeURLs = []string{
	"type.googleapis.com/envoy.service.runtime.v3.Runtime",
	"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
	"type.googleapis.com/envoy.config.cluster.v3.Cluster",
	"type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
	"type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
	"type.googleapis.com/envoy.config.listener.v3.Listener",
	"type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration",
	"type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
	"type.googleapis.com/envoy.config.route.v3.VirtualHost",
	// Of rate limit services.
	"type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig",
}

// Every node gets the same.
type sameForAll struct{}

func (sameForAll) ID(*core.Node) string { return "all" }

type snapshotCaches struct {
	ctx       context.Context
	ads, rest cache.SnapshotCache
}

func newSnapshotCaches(ctx context.Context) *snapshotCaches {
	made := func(ads bool) cache.SnapshotCache {
		return cache.NewSnapshotCacheWithHeartbeating(ctx, ads, sameForAll{}, log.NewDefaultLogger(), 500*time.Millisecond)
	}
	return &snapshotCaches{ctx: ctx, ads: made(true), rest: made(false)}
}

func (c *snapshotCaches) aggregated() server.Server {
	return server.NewServer(c.ctx, c.ads, nil, sotw.WithOrderedADS())
}

func (c *snapshotCaches) perType() server.Server    { return server.NewServer(c.ctx, c.rest, nil) }

func (c *snapshotCaches) publish(next state, _ map[string]bool) error {
	resources := map[string][]types.ResourceWithTTL{}
	for url, named := range next {
		for _, one := range named {
			resources[url] = append(resources[url], one)
		}
	}
	snapshot, err := cache.NewSnapshotWithTTLs("", resources)
	if err != nil {
		return err
	}
	// The version is the user's to choose: the hash of the contents is the best that there is.
	for _, url := range typeURLs {
		snapshot.Resources[cache.GetResponseType(url)].Version = hashOf(next[url])
	}
	if err := c.ads.SetSnapshot(c.ctx, "all", snapshot); err != nil {
		return err
	}
	return c.rest.SetSnapshot(c.ctx, "all", snapshot)
}

func hashOf(named map[string]types.ResourceWithTTL) string {
	names := []string{}
	for name := range named {
		names = append(names, name)
	}
	slices.Sort(names)
	hash := sha256.New()
	for _, name := range names {
		bytes, err := proto.MarshalOptions{Deterministic: true}.Marshal(named[name].Resource)
		must(err)
		hash.Write([]byte(name))
		hash.Write(bytes)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

type linearCaches struct {
	ctx    context.Context
	byType map[string]*cache.LinearCache
	mux    *cache.MuxCache
}

func newLinearCaches(ctx context.Context) *linearCaches {
	c := &linearCaches{ctx: ctx, byType: map[string]*cache.LinearCache{}}
	c.mux = &cache.MuxCache{
		Classify:      func(r *cache.Request) string { return r.GetTypeUrl() },
		ClassifyDelta: func(r *cache.DeltaRequest) string { return r.GetTypeUrl() },
		Caches:        map[string]cache.Cache{},
	}
	for _, url := range typeURLs {
		c.byType[url] = cache.NewLinearCache(url)
		c.mux.Caches[url] = c.byType[url]
	}
	return c
}

func (c *linearCaches) aggregated() server.Server {
	return server.NewServer(c.ctx, c.mux, nil, sotw.WithOrderedADS())
}

func (c *linearCaches) perType() server.Server    { return server.NewServer(c.ctx, c.mux, nil) }

// One cache a type: what is new goes first, in the order of the types, what is gone last.
func (c *linearCaches) publish(next state, changed map[string]bool) error {
	for _, url := range typeURLs {
		if !changed[url] {
			continue
		}
		resources := map[string]types.Resource{}
		for name, one := range next[url] {
			if one.TTL != nil {
				return notPossible{"resources of a linear cache have no time to live"}
			}
			resources[name] = one.Resource
		}
		if err := c.update(url, resources); err != nil {
			return err
		}
	}
	return nil
}

func (c *linearCaches) update(url string, resources map[string]types.Resource) error {
	held := c.byType[url].GetResources()
	updated := map[string]types.Resource{}
	for name, one := range resources {
		if before, ok := held[name]; !ok || !proto.Equal(before, one) {
			updated[name] = one
		}
	}
	gone := []string{}
	for name := range held {
		if _, ok := resources[name]; !ok {
			gone = append(gone, name)
		}
	}
	return c.byType[url].UpdateResources(updated, gone)
}
