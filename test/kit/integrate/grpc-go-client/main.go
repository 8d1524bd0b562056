// Command grpc-go-client is a gRPC client that gets its configuration over xDS by itself, with GRPC_XDS_BOOTSTRAP set:
//
//	grpc-go-client xds:///NAME
//
// For each line on standard input, a path and a number of calls, it calls and prints one line of JSON: what came back, and how often.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	_ "google.golang.org/grpc/xds"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(target string) error {
	connection, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.ForceCodec(plain{})))
	if err != nil {
		return err
	}
	defer connection.Close()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		path, number, _ := strings.Cut(lines.Text(), " ")
		count, err := strconv.Atoi(number)
		if err != nil {
			return err
		}
		counts := map[string]int{}
		for range count {
			counts[call(connection, path)]++
		}
		text, err := json.Marshal(counts)
		if err != nil {
			return err
		}
		fmt.Println(string(text))
	}
	return lines.Err()
}

// call answers the answer's text, or gRPC's code and words.
func call(connection *grpc.ClientConn, path string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, answer := []byte("hello"), []byte{}
	if err := connection.Invoke(ctx, path, &request, &answer); err != nil {
		return fmt.Sprintf("error %d: %s", status.Code(err), status.Convert(err).Message())
	}
	return string(answer)
}

// plain is a codec for messages that are bytes already.
type plain struct{}

func (plain) Name() string { return "proto" }

func (plain) Marshal(value any) ([]byte, error) { return *value.(*[]byte), nil }

func (plain) Unmarshal(data []byte, value any) error {
	*value.(*[]byte) = append([]byte{}, data...)
	return nil
}
