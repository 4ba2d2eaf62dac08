package api

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

const (
	// recipientBatch is how many rows are stored at once.
	recipientBatch = 500
	// mostProblems is how many rows a report names.
	mostProblems = 1000
)

// AddCampaignRecipients reads a file of recipients row by row and keeps those that
// are good, batch by batch.
func (h campaignHandlers) AddCampaignRecipients(ctx context.Context, r AddCampaignRecipientsRequestObject) (AddCampaignRecipientsResponseObject, error) {
	c, err := h.campaigns.GetCampaign(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if c.Status != campaign.Draft && !account.Allowed(callOf(ctx).principal, account.PublishContent) {
		return nil, refuse(kindForbidden, "The campaign is launched, and what you add would go out at once: somebody who may launch it has to.")
	}
	kind, _, _ := mime.ParseMediaType(callOf(ctx).header.Get("Content-Type"))
	if r.Body == nil || kind != "text/csv" {
		return nil, refuse(kindUnsupportedMediaType, "Send the file as text/csv.")
	}
	if callOf(ctx).header.Get("Content-Encoding") != "" {
		return nil, refuse(kindUnsupportedMediaType, "Send the file as it is, without Content-Encoding.")
	}
	sendAt := conversation.Believable(r.Params.SendAt)
	if !r.Params.SendAt.IsZero() && sendAt.IsZero() {
		return nil, invalid(FieldError{Field: "send_at", Reason: "is no instant that can be waited for"})
	}
	up := recipientUpload{
		campaigns: h.campaigns, campaign: c, by: editor(ctx), sendAt: sendAt,
		report: RecipientReport{DryRun: r.Params.DryRun, Problems: []RecipientProblem{}},
	}
	err = up.read(ctx, campaign.ReadSheet(r.Body, c.Channel, c.Template))
	if up.report.Accepted > 0 && !up.report.DryRun {
		if c.Status == campaign.Completed {
			c.Status = campaign.Running
		}
		h.ring.changed(ctx, c)
	}
	if err != nil {
		return nil, up.refused(err)
	}
	return AddCampaignRecipients200JSONResponse(up.report), nil
}

// recipientUpload is a file on its way in.
type recipientUpload struct {
	campaigns Campaigns
	campaign  campaign.Campaign
	by        string
	// sendAt is for rows that do not say when.
	sendAt time.Time
	report RecipientReport
	lines  []int
	batch  []campaign.Recipient
}

func (u *recipientUpload) read(ctx context.Context, rows iter.Seq2[campaign.Row, error]) error {
	for row, err := range rows {
		if err != nil {
			return errors.Join(err, u.flush(ctx))
		}
		u.report.Rows++
		switch {
		case len(row.Problems) > 0:
			u.note(row.Line, campaign.Invalid, row.Problems[0].Field, row.Problems[0].Reason)
		case row.SameAs > 0:
			u.note(row.Line, campaign.Duplicate, "to", fmt.Sprintf("stands in line %d already", row.SameAs))
		default:
			if row.Recipient.SendAt.IsZero() {
				row.Recipient.SendAt = u.sendAt
			}
			u.lines, u.batch = append(u.lines, row.Line), append(u.batch, row.Recipient)
		}
		if len(u.batch) == recipientBatch {
			if err := u.flush(ctx); err != nil {
				return err
			}
		}
	}
	return u.flush(ctx)
}

func (u *recipientUpload) flush(ctx context.Context) error {
	if len(u.batch) == 0 {
		return nil
	}
	verdicts, err := u.campaigns.AddRecipients(ctx, u.campaign.ID, u.batch, true, u.report.DryRun, u.by)
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		u.note(u.lines[i], v, "to", v.Words())
	}
	u.lines, u.batch = u.lines[:0], u.batch[:0]
	return nil
}

// note counts a verdict and, unless it is a good one, names the row.
func (u *recipientUpload) note(line int, v campaign.Verdict, field, reason string) {
	switch v {
	case campaign.Accepted:
		u.report.Accepted++
		return
	case campaign.Duplicate:
		u.report.Duplicates++
	case campaign.OptedOut:
		u.report.OptedOut++
	case campaign.Blocked:
		u.report.Blocked++
	default:
		u.report.Rejected++
	}
	if len(u.report.Problems) < mostProblems {
		u.report.Problems = append(u.report.Problems, RecipientProblem{
			Line: line, Verdict: RecipientProblemVerdict(v), Field: orNull(field), Reason: reason,
		})
	}
}

// refused says where a file stopped being readable, and what was kept of it.
func (u *recipientUpload) refused(err error) error {
	var bad *campaign.SheetError
	var tooLarge *http.MaxBytesError
	kept := ""
	if u.report.Accepted > 0 && !u.report.DryRun {
		kept = fmt.Sprintf(" %d recipients before it are kept: upload the whole file again once it is right.", u.report.Accepted)
	}
	switch {
	case errors.As(err, &bad) && bad.Line > 0:
		p := refuse(kindInvalid, fmt.Sprintf("Line %d: %s.%s", bad.Line, bad.Reason, kept))
		p.fields = []FieldError{{Field: fmt.Sprintf("line %d", bad.Line), Reason: bad.Reason}}
		return p
	case errors.As(err, &bad):
		return refuse(kindInvalid, "The file cannot be used: "+bad.Reason+".")
	case errors.As(err, &tooLarge):
		return refuse(kindTooLarge, "The file is larger than 10 MB: split it."+kept)
	default:
		return err
	}
}
