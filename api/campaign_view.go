package api

import (
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// template wants a template that can be sent on a channel.
func (f *fields) template(t campaign.Template, channel conversation.Channel) {
	for _, p := range t.Validate(channel) {
		f.add(p.Field, p.Reason)
	}
}

func templateOf(t CampaignTemplate) campaign.Template {
	out := campaign.Template{Text: t.Text}
	a := t.Approved
	if a.Name == "" {
		return out
	}
	out.Approved = &conversation.Template{Name: a.Name, Language: a.Language}
	if a.Header != "" {
		out.Approved.Header = &conversation.TemplateHeader{Text: a.Header}
	}
	if file := a.HeaderFile; file.URL != "" || file.ID != "" {
		if out.Approved.Header == nil {
			out.Approved.Header = &conversation.TemplateHeader{}
		}
		kind := conversation.Kind(file.Kind)
		out.Approved.Header.Attachment = &conversation.Attachment{Kind: kind, MIME: campaign.HeaderMIME(kind), ID: file.ID, URL: file.URL, Name: file.Name}
	}
	for _, v := range a.Body {
		out.Approved.Body = append(out.Approved.Body, conversation.TemplateValue{Name: v.Name, Text: v.Text})
	}
	for _, b := range a.Buttons {
		out.Approved.Buttons = append(out.Approved.Buttons, conversation.TemplateButton{Index: b.Index, Kind: string(b.Kind), Value: b.Value})
	}
	return out
}

func templateView(t campaign.Template) CampaignTemplate {
	view := CampaignTemplate{Text: t.Text}
	a := t.Approved
	if a == nil {
		return view
	}
	view.Approved = ApprovedTemplate{Name: a.Name, Language: a.Language}
	if a.Header != nil {
		view.Approved.Header = a.Header.Text
		if file := a.Header.Attachment; file != nil {
			view.Approved.HeaderFile = ApprovedTemplateFile{Kind: ApprovedTemplateFileKind(file.Kind), ID: file.ID, URL: file.URL, Name: file.Name}
		}
	}
	for _, v := range a.Body {
		view.Approved.Body = append(view.Approved.Body, ApprovedTemplateValue{Name: v.Name, Text: v.Text})
	}
	for _, b := range a.Buttons {
		view.Approved.Buttons = append(view.Approved.Buttons, ApprovedTemplateButton{
			Index: b.Index, Kind: ApprovedTemplateButtonKind(b.Kind), Value: b.Value,
		})
	}
	return view
}

func campaignView(c campaign.Campaign) Campaign {
	return Campaign{
		ID: c.ID, Name: c.Name, Labels: list(c.Labels), InboxID: c.InboxID, Template: templateView(c.Template), Transactional: c.Transactional,
		Parameters: list(c.Template.Parameters()), Status: CampaignStatus(c.Status), Problem: orNull(c.Problem),
		EditedBy: orNull(c.EditedBy), LaunchedBy: orNull(c.LaunchedBy), LaunchedAt: instant(c.LaunchedAt),
		ArchivedAt: instant(c.ArchivedAt), Version: c.Version, CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
}

func countsView(c campaign.Counts) *CampaignCounts {
	return &CampaignCounts{
		Total: c.Total, Queued: c.Queued, Sending: c.Sending, Sent: c.Sent, Delivered: c.Delivered, Read: c.Read,
		Failed: c.Failed, Unknown: c.Unknown, Skipped: c.Skipped, Cancelled: c.Cancelled, Replied: c.Replied, Resolved: c.Resolved,
	}
}
