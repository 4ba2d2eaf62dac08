package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/parleyhq/parley/conversation"
)

const (
	namespace = "default"
	retention = 24 * time.Hour
)

// prepareNamespace creates the namespace with Parley's search attributes, as
// soon as the server answers, and returns when both are known everywhere.
func prepareNamespace(ctx context.Context, address string) error {
	c, err := client.NewLazyClient(client.Options{
		HostPort: address, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer c.Close()
	for _, step := range []func(context.Context, client.Client) error{register, addAttributes, useAttributes} {
		if err := insist(ctx, func() error { return step(ctx, c) }); err != nil {
			return err
		}
	}
	return nil
}

// insist does something until it works or ctx ends.
func insist(ctx context.Context, do func() error) error {
	for {
		err := do()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		}
	}
}

func register(ctx context.Context, c client.Client) error {
	_, err := c.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: namespace, WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	if exists := new(serviceerror.NamespaceAlreadyExists); errors.As(err, &exists) {
		return nil
	}
	return err
}

func addAttributes(ctx context.Context, c client.Client) error {
	attributes := map[string]enums.IndexedValueType{}
	for _, name := range []string{
		conversation.AttributeStatus, conversation.AttributeAgent, conversation.AttributeInbox, conversation.AttributeCampaign,
	} {
		attributes[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
	}
	_, err := c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: attributes,
	})
	if exists := new(serviceerror.AlreadyExists); errors.As(err, &exists) {
		return nil
	}
	return err
}

// useAttributes asks a question that only a server that knows them can answer.
func useAttributes(ctx context.Context, c client.Client) error {
	_, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: namespace, Query: conversation.AttributeStatus + " = 'new' AND " + conversation.AttributeCampaign + " = ''",
	})
	return err
}
