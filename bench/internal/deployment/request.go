package deployment

import (
	"context"
	"net/http"
)

// URL is where the API is reached.
func (d *Deployment) URL() string { return d.client.url }

// Post makes a request as the admin, which has to succeed; out may be nil.
func (d *Deployment) Post(ctx context.Context, path string, body, out any) error {
	return d.client.sendJSON(ctx, http.MethodPost, path, body, out)
}

// Put does the same with PUT.
func (d *Deployment) Put(ctx context.Context, path string, body, out any) error {
	return d.client.sendJSON(ctx, http.MethodPut, path, body, out)
}
