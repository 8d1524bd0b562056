// Command istio-translate writes the Envoy configuration that Istio's own code makes of its objects for one sidecar:
//
//	istio-translate MESH_CONFIG OBJECTS APP_LABEL OUTPUT
//
// MESH_CONFIG is a file with Istio's mesh configuration, OBJECTS one with objects as they are applied. The sidecar has the label
// app=APP_LABEL and the address 127.0.0.1. What is written is JSON: listeners, clusters, routes and endpoints.
// Standard output has Istio's log.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/test"
)

func main() {
	if err := translate(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func translate(meshFile, objectsFile, app, output string) error {
	meshText, err := os.ReadFile(meshFile)
	if err != nil {
		return err
	}
	objects, err := os.ReadFile(objectsFile)
	if err != nil {
		return err
	}
	meshConfig, err := mesh.ApplyMeshConfigDefaults(string(meshText))
	if err != nil {
		return err
	}
	return test.Wrap(func(t test.Failer) {
		server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{ConfigString: string(objects), MeshConfig: meshConfig})
		labels := map[string]string{"app": app}
		proxy := server.SetupProxy(&model.Proxy{
			IPAddresses: []string{"127.0.0.1"},
			Labels:      labels,
			Metadata: &model.NodeMetadata{
				IstioVersion:     "1.31.0",
				Labels:           labels,
				InterceptionMode: model.InterceptionNone,
			},
		})
		listeners := server.Listeners(proxy)
		out := map[string][]json.RawMessage{
			"listeners": messages(t, listeners),
			"clusters":  messages(t, server.Clusters(proxy)),
			"routes":    messages(t, server.RoutesFromListeners(proxy, listeners)),
			"endpoints": messages(t, server.Endpoints(proxy)),
		}
		text, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(output, text, 0o600); err != nil {
			t.Fatal(err)
		}
	})
}

func messages[M proto.Message](t test.Failer, list []M) []json.RawMessage {
	out := []json.RawMessage{}
	for _, message := range list {
		text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	return out
}
