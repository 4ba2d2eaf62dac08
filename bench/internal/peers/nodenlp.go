package peers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/sets"
)

// AskNodeNLP trains the NlpManager of node-nlp, a natural language library for
// Node.js, on FAQs and puts messages to it one by one, in a process that runs
// script with the modules below modules. It answers above a threshold of its
// own; its score is that of its best class.
func AskNodeNLP(ctx context.Context, script, modules string, faqs []sets.FAQ, messages []string) ([]Answer, error) {
	if _, err := os.Stat(filepath.Join(modules, "node_modules", "node-nlp")); err != nil {
		return nil, fmt.Errorf("node-nlp is missing, `make bench-faq` installs it: %w", err)
	}
	type named struct {
		Name      string   `json:"name"`
		Questions []string `json:"questions"`
	}
	task := struct {
		FAQs     []named  `json:"faqs"`
		Messages []string `json:"messages"`
	}{Messages: messages}
	for _, f := range faqs {
		task.FAQs = append(task.FAQs, named(f))
	}
	input, err := json.Marshal(task)
	if err != nil {
		return nil, fmt.Errorf("encode task: %w", err)
	}
	folder, err := filepath.Abs(modules)
	if err != nil {
		return nil, fmt.Errorf("find modules: %w", err)
	}
	cmd := exec.CommandContext(ctx, "node", script, folder)
	var complaint bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &complaint
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run node-nlp: %w\n%s", errors.Join(context.Cause(ctx), err), complaint.Bytes())
	}
	return decodeNodeNLP(output, len(messages))
}

func decodeNodeNLP(output []byte, messages int) ([]Answer, error) {
	var result struct {
		Answers []struct {
			Best     string  `json:"best"`
			Score    float64 `json:"score"`
			Answered bool    `json:"answered"`
			MS       float64 `json:"ms"`
		} `json:"answers"`
	}
	if err := json.Unmarshal(output, &result); err != nil {
		return nil, fmt.Errorf("read what node-nlp says: %w", err)
	}
	if len(result.Answers) != messages {
		return nil, fmt.Errorf("node-nlp gave %d answers to %d messages", len(result.Answers), messages)
	}
	answers := make([]Answer, messages)
	for i, a := range result.Answers {
		answers[i] = Answer{
			Verdict: accuracy.Verdict{Best: a.Best, Score: a.Score, Answered: a.Answered},
			Took:    time.Duration(a.MS * float64(time.Millisecond)),
		}
	}
	return answers, nil
}
