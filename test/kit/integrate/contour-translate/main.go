// Command contour-translate writes the Envoy configuration that Contour's own code makes of its objects:
//
//	contour-translate CONFIG OBJECTS HTTP_PORT OUTPUT
//
// CONFIG is Contour's configuration file, OBJECTS one with objects as they are applied. What is written is JSON: listeners, clusters,
// routes and endpoints, and the conditions of the objects. The module's path lies below Contour's, because Go lets nobody else import what
// Contour keeps internal.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/sirupsen/logrus"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	discovery_v1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/types"

	contour_v1 "github.com/projectcontour/contour/apis/projectcontour/v1"
	contour_v1alpha1 "github.com/projectcontour/contour/apis/projectcontour/v1alpha1"
	"github.com/projectcontour/contour/internal/dag"
	envoy_v3 "github.com/projectcontour/contour/internal/envoy/v3"
	"github.com/projectcontour/contour/internal/k8s"
	"github.com/projectcontour/contour/internal/timeout"
	"github.com/projectcontour/contour/internal/xdscache"
	xdscache_v3 "github.com/projectcontour/contour/internal/xdscache/v3"
	"github.com/projectcontour/contour/pkg/config"
)

func main() {
	if err := translate(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func translate(configFile, objectsFile, httpPort, output string) error {
	file, err := os.Open(configFile)
	if err != nil {
		return err
	}
	defer file.Close()
	params, err := config.Parse(file)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(objectsFile)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(httpPort)
	if err != nil {
		return err
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	endpoints := xdscache_v3.NewEndpointSliceTranslator(log)
	source := dag.KubernetesCache{FieldLogger: log}
	timeouts, err := insert(&source, endpoints, string(text))
	if err != nil {
		return err
	}
	settings, err := settingsOf(params, timeouts)
	if err != nil {
		return err
	}
	envoyGen := envoy_v3.NewEnvoyGen(envoy_v3.EnvoyGenOpt{XDSClusterName: envoy_v3.DefaultXDSClusterName})
	listeners := xdscache_v3.NewListenerCache(settings.listener, contour_v1alpha1.MetricsConfig{Address: "127.0.0.1", Port: 1},
		contour_v1alpha1.HealthConfig{Address: "127.0.0.1", Port: 1}, nil, 0, envoyGen)
	routes := &xdscache_v3.RouteCache{}
	clusters := xdscache_v3.NewClusterCache(envoyGen)
	builder := &dag.Builder{
		Source: source,
		Processors: []dag.Processor{
			&dag.ListenerProcessor{HTTPAddress: "127.0.0.1", HTTPPort: port, HTTPSAddress: "127.0.0.1", HTTPSPort: port + 1},
			&dag.ExtensionServiceProcessor{FieldLogger: log},
			&dag.HTTPProxyProcessor{GlobalExternalAuthorization: settings.auth, GlobalRateLimitService: settings.limits},
		},
	}
	built := builder.Build()
	for _, cache := range []xdscache.ResourceCache{listeners, routes, clusters, endpoints} {
		cache.OnChange(built)
	}
	out := map[string]any{
		"listeners": messages(listeners.Contents()),
		"routes":    messages(routes.Contents()),
		"clusters":  messages(clusters.Contents()),
		"endpoints": messages(endpoints.Contents()),
		"problems":  problems(built),
	}
	made, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return os.WriteFile(output, made, 0o600)
}

// insert reads the objects into what Contour knows of the cluster, and answers the response timeouts of extension services by name.
func insert(source *dag.KubernetesCache, endpoints *xdscache_v3.EndpointSliceTranslator, text string) (map[string]string, error) {
	scheme, err := k8s.NewContourScheme()
	if err != nil {
		return nil, err
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	timeouts := map[string]string{}
	for _, document := range strings.Split(text, "\n---\n") {
		object, _, err := decoder.Decode([]byte(document), nil, nil)
		if err != nil {
			return nil, err
		}
		if slice, is := object.(*discovery_v1.EndpointSlice); is {
			endpoints.OnAdd(slice, false)
			continue
		}
		if service, is := object.(*contour_v1alpha1.ExtensionService); is && service.Spec.TimeoutPolicy != nil {
			timeouts[service.Namespace+"/"+service.Name] = service.Spec.TimeoutPolicy.Response
		}
		source.Insert(object)
	}
	return timeouts, nil
}

// settings are what Contour's command makes of its configuration file for the parts of it that are used here.
type settings struct {
	listener xdscache_v3.ListenerConfig
	auth     *contour_v1.AuthorizationServer
	limits   *contour_v1alpha1.RateLimitServiceConfig
}

func settingsOf(params *config.Parameters, timeouts map[string]string) (settings, error) {
	made := settings{}
	if name := params.RateLimitService.ExtensionService; name != "" {
		service, err := extensionService(name, timeouts)
		if err != nil {
			return made, err
		}
		made.listener.RateLimitConfig = &xdscache_v3.RateLimitConfig{
			ExtensionServiceConfig:  service,
			Domain:                  params.RateLimitService.Domain,
			FailOpen:                params.RateLimitService.FailOpen,
			EnableXRateLimitHeaders: params.RateLimitService.EnableXRateLimitHeaders,
		}
		made.limits = &contour_v1alpha1.RateLimitServiceConfig{
			ExtensionService: contour_v1alpha1.NamespacedName{Name: service.ExtensionService.Name, Namespace: service.ExtensionService.Namespace},
			Domain:           params.RateLimitService.Domain,
		}
	}
	global := params.GlobalExternalAuthorization
	if global.ExtensionService != "" {
		service, err := extensionService(global.ExtensionService, timeouts)
		if err != nil {
			return made, err
		}
		context := map[string]string{}
		if global.AuthPolicy != nil {
			context = global.AuthPolicy.Context
		}
		made.listener.GlobalExternalAuthConfig = &xdscache_v3.GlobalExternalAuthConfig{
			ExtensionServiceConfig: service,
			FailOpen:               global.FailOpen,
			Context:                context,
		}
		made.auth = &contour_v1.AuthorizationServer{
			ExtensionServiceRef: contour_v1.ExtensionServiceReference{
				Name:      service.ExtensionService.Name,
				Namespace: service.ExtensionService.Namespace,
			},
			ResponseTimeout: global.ResponseTimeout,
			FailOpen:        global.FailOpen,
			AuthPolicy:      &contour_v1.AuthorizationPolicy{Context: context},
		}
	}
	return made, nil
}

func extensionService(name string, timeouts map[string]string) (xdscache_v3.ExtensionServiceConfig, error) {
	response, err := timeout.Parse(timeouts[name])
	if err != nil {
		return xdscache_v3.ExtensionServiceConfig{}, err
	}
	namespace, plain, found := strings.Cut(name, "/")
	if !found {
		return xdscache_v3.ExtensionServiceConfig{}, fmt.Errorf("extension service %q has no namespace", name)
	}
	return xdscache_v3.ExtensionServiceConfig{
		ExtensionService: types.NamespacedName{Namespace: namespace, Name: plain},
		Timeout:          response,
	}, nil
}

func messages(list []proto.Message) []json.RawMessage {
	out := []json.RawMessage{}
	for _, message := range list {
		text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
		if err != nil {
			panic(err)
		}
		out = append(out, text)
	}
	return out
}

// problems are the errors and warnings that Contour writes into the status of objects.
func problems(built *dag.DAG) []string {
	out := []string{}
	for _, update := range built.StatusCache.GetProxyUpdates() {
		for _, condition := range update.Conditions {
			for _, problem := range condition.Errors {
				out = append(out, problem.Message)
			}
			for _, problem := range condition.Warnings {
				out = append(out, problem.Message)
			}
		}
	}
	return out
}
