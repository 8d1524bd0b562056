// The peer of the authz bench: Check as opa-envoy-plugin does it, on OPA's own library. A CheckRequest becomes JSON, the JSON becomes the input of a
// prepared query, and the answer becomes a CheckResponse; there is no decision log and no bundle, so that it costs less than the plugin itself.
// authz-peer ADDRESS POLICY.rego
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"

	auth "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
)

const (
	ok               = 0
	permissionDenied = 7
)

type peer struct {
	auth.UnimplementedAuthorizationServer
	query rego.PreparedEvalQuery
}

func (p *peer) Check(ctx context.Context, request *auth.CheckRequest) (*auth.CheckResponse, error) {
	input, err := inputOf(request)
	if err != nil {
		return nil, err
	}
	results, err := p.query.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil {
		return nil, err
	}
	if results.Allowed() {
		return &auth.CheckResponse{
			Status:       &status.Status{Code: ok},
			HttpResponse: &auth.CheckResponse_OkResponse{OkResponse: &auth.OkHttpResponse{}},
		}, nil
	}
	return &auth.CheckResponse{
		Status:       &status.Status{Code: permissionDenied},
		HttpResponse: &auth.CheckResponse_DeniedResponse{DeniedResponse: &auth.DeniedHttpResponse{}},
	}, nil
}

// inputOf makes the input as the plugin does: the request as JSON, and the segments of its path.
func inputOf(request *auth.CheckRequest) (ast.Value, error) {
	text, err := protojson.Marshal(request)
	if err != nil {
		return nil, err
	}
	input := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&input); err != nil {
		return nil, err
	}
	path, _, _ := strings.Cut(request.GetAttributes().GetRequest().GetHttp().GetPath(), "?")
	segments := []any{}
	for _, segment := range strings.Split(strings.TrimLeft(path, "/"), "/") {
		segments = append(segments, segment)
	}
	input["parsed_path"] = segments
	return ast.InterfaceToValue(input)
}

func main() {
	policy, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	query, err := rego.New(rego.Query("data.envoy.authz.allow"), rego.Module("policy.rego", string(policy))).PrepareForEval(context.Background())
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	auth.RegisterAuthorizationServer(server, &peer{query: query})
	fmt.Println("ready")
	panic(server.Serve(listener))
}
