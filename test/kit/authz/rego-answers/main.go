// Command rego-answers asks OPA about requests: it reads {module, data, inputs} from standard input and writes what data.envoy.authz.allow
// is for each of the inputs, as opa-envoy-plugin asks for it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

type question struct {
	Module string         `json:"module"`
	Data   map[string]any `json:"data"`
	Inputs []any          `json:"inputs"`
}

func main() {
	if err := answer(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answer(ctx context.Context) error {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return err
	}
	query, err := rego.New(
		rego.Query("data.envoy.authz.allow"),
		rego.Module("page.rego", asked.Module),
		rego.Store(inmem.NewFromObject(asked.Data)),
	).PrepareForEval(ctx)
	if err != nil {
		return err
	}
	answers := make([]bool, 0, len(asked.Inputs))
	for _, input := range asked.Inputs {
		results, err := query.Eval(ctx, rego.EvalInput(input))
		if err != nil {
			return err
		}
		answers = append(answers, results.Allowed())
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}
