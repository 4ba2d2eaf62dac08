package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/conversation"
)

// searchAttributes are the ones that workflows upsert, all keywords. A workflow
// task that upserts an unknown one fails for ever.
func searchAttributes() []string {
	return []string{
		conversation.AttributeStatus, conversation.AttributeAgent,
		conversation.AttributeInbox, conversation.AttributeCampaign,
	}
}

// checkSearchAttributes returns an error unless the namespace knows them all. It
// asks with a query, which every Temporal allows, managed ones included.
func checkSearchAttributes(ctx context.Context, c client.Client, namespace string) error {
	conditions := make([]string, 0, len(searchAttributes()))
	for _, name := range searchAttributes() {
		conditions = append(conditions, name+" = ''")
	}
	_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Namespace: namespace, Query: strings.Join(conditions, " AND "),
	})
	var invalid *serviceerror.InvalidArgument
	var absent *serviceerror.NamespaceNotFound
	switch {
	case errors.As(err, &invalid):
		return fmt.Errorf("the Temporal namespace %q lacks the search attributes %s: run parley migrate first",
			namespace, strings.Join(searchAttributes(), ", "))
	case errors.As(err, &absent):
		return fmt.Errorf("there is no Temporal namespace %q: create it first", namespace)
	case err != nil:
		return fmt.Errorf("ask Temporal about its search attributes: %w", err)
	}
	return nil
}

// registerSearchAttributes adds the missing ones and waits until they can be
// used. It returns the names it added.
func registerSearchAttributes(ctx context.Context, c client.Client, namespace string) ([]string, error) {
	missing, err := missingSearchAttributes(ctx, c, namespace)
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		if err := addSearchAttributes(ctx, c, namespace, missing); err != nil {
			return nil, err
		}
	}
	// The server's caches take some seconds to learn of new ones.
	for {
		err := checkSearchAttributes(ctx, c, namespace)
		if err == nil {
			return missing, nil
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func missingSearchAttributes(ctx context.Context, c client.Client, namespace string) ([]string, error) {
	known, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		// Where operators may not ask, the query can tell.
		if checkSearchAttributes(ctx, c, namespace) == nil {
			return nil, nil
		}
		return nil, fmt.Errorf("list Temporal's search attributes: %w", err)
	}
	var missing []string
	for _, name := range searchAttributes() {
		kind, found := known.CustomAttributes[name]
		if !found {
			missing = append(missing, name)
		} else if kind != enums.INDEXED_VALUE_TYPE_KEYWORD {
			return nil, fmt.Errorf("the Temporal namespace %q has a search attribute %s of type %s, and Parley needs it as Keyword",
				namespace, name, kind)
		}
	}
	slices.Sort(missing)
	return missing, nil
}

func addSearchAttributes(ctx context.Context, c client.Client, namespace string, names []string) error {
	attributes := map[string]enums.IndexedValueType{}
	for _, name := range names {
		attributes[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
	}
	_, err := c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: attributes,
	})
	// Another parley migrate was faster.
	var exists *serviceerror.AlreadyExists
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("register the Temporal search attributes %s (all Keyword): %w", strings.Join(names, ", "), err)
	}
	return nil
}
