package store

// dataset is a kind of rows that an archive holds.
type dataset struct {
	name string
	// columns are what is told of each, and from where: never a secret. The table is
	// t.
	columns string
	// person is the condition for those of one person, "" for what is nobody's.
	person string
}

const (
	archivedThread   = `t.conversation_id IN (` + erasedThreads + `)`
	archivedMessages = `t.message_id IN (` + erasedMessages + `)`
	archivedFiles    = `(t.message_id IN (` + erasedMessages + `) OR t.id IN (
		SELECT attachment_id FROM attachment_uses WHERE message_id IN (` + erasedMessages + `)))`
)

// datasets are all there are, in the order in which they are written. What is made
// of others (vectors, trainings, counts), what is kept for some days only, and what
// lets somebody in is not among them.
func datasets() []dataset {
	return []dataset{
		{name: "inboxes", columns: `t.id, t.name, t.channel, t.account, t.account_name, t.config, t.state, t.created_at FROM inboxes t`},
		{name: "users", columns: `t.id, t.email, t.name, t.roles, t.disabled_at, t.created_at FROM users t`},
		{
			name: "contacts", person: `t.id IN (` + erasedPeople + `)`,
			columns: `t.id, t.name, t.username, t.language, t.merged_into, t.renamed_at, t.opted_out_at, t.consent_by, t.consent_at, t.blocked_at, t.created_at,
				(SELECT coalesce(json_agg(json_build_object('inbox_id', i.inbox_id, 'kind', i.kind, 'value', i.value, 'created_at', i.created_at)
					ORDER BY i.created_at), '[]') FROM contact_identities i WHERE i.contact_id = t.id) AS identities FROM contacts t`,
		},
		{
			name: "conversations", person: `t.id IN (` + erasedThreads + `)`,
			columns: `t.id, t.inbox_id, t.contact_id, t.merged_into, t.status, t.ticket, t.owner_id, t.previous_owner_id, t.campaign_id,
				t.labels, t.window_expires_at, t.inactive_at, t.waiting_since, t.last_at, t.created_at FROM conversations t`,
		},
		{
			name: "tickets", person: archivedThread,
			columns: `t.conversation_id, t.number, t.status, t.owner_id, t.campaign_id, t.labels, t.opened_at, t.changed_at FROM tickets t`,
		},
		{
			name: "messages", person: `t.id IN (` + erasedMessages + `)`,
			columns: `t.conversation_id, t.position, t.id, t.inbox_id, t.seq, t.direction, t.author, t.agent_id, t.private, t.external_id,
				t.kind, t.text, t.content, t.attachments, t.template, t.reply_to, t.campaign_id, t.state, t.reason, t.decision_id,
				t.sent_at, t.delivered_at, t.read_at, t.edited_at, t.deleted_at, t.created_at FROM messages t`,
		},
		{name: "message_edits", person: archivedMessages, columns: `t.message_id, t.at, t.former FROM message_edits t`},
		{
			name: "reactions", columns: `t.inbox_id, t.target, t.author, t.emoji, t.at FROM reactions t`,
			person: `(t.inbox_id, t.target) IN (` + erasedTargets + `)`,
		},
		{name: "drafts", person: archivedThread, columns: `t.conversation_id, t.user_id, t.text, t.updated_at FROM drafts t`},
		{
			name: "events", person: archivedThread,
			columns: `t.conversation_id, t.id, t.ticket, t.type, t.actor_id, t.data, t.at FROM events t`,
		},
		{
			name: "decisions", person: archivedThread,
			columns: `t.conversation_id, t.from_seq, t.upto_seq, t.id, t.ticket, t.answered, t.step, t.reason, t.model, t.faq_id, t.question_id,
				t.quick_reply_id, t.filler_id, t.score, t.threshold, t.margin, t.candidates, t.decision, t.created_at,
				(SELECT json_build_object('user_id', v.user_id, 'at', v.at) FROM decision_verdicts v WHERE v.decision_id = t.id) AS correction
				FROM decisions t`,
		},
		{
			name: "faqs", columns: `t.id, t.type, t.status, t.answer, t.labels, t.version, t.edited_by, t.created_at, t.updated_at,
				(SELECT coalesce(json_agg(q.text ORDER BY q.position), '[]') FROM faq_questions q WHERE q.faq_id = t.id) AS questions FROM faqs t`,
		},
		{
			name:    "quick_replies",
			columns: `t.id, t.name, t.text, t.status, t.position, t.schedule, t.calendar_id, t.edited_by, t.version, t.created_at, t.updated_at FROM quick_replies t`,
		},
		{name: "calendars", columns: `t.id, t.name, t.zone, t.open, t.holidays, t.edited_by, t.version, t.created_at, t.updated_at FROM calendars t`},
		{name: "canned_responses", columns: `t.id, t.shortcut, t.text, t.edited_by, t.created_at, t.updated_at FROM canned_responses t`},
		{
			name: "campaigns", columns: `t.id, t.name, t.labels, t.inbox_id, t.template, t.transactional, t.status, t.problem, t.edited_by, t.launched_by,
				t.launched_at, t.archived_at, t.version, t.created_at, t.updated_at FROM campaigns t`,
		},
		{
			name: "campaign_messages", person: `t.contact_id IN (` + erasedPeople + `)`,
			columns: `t.campaign_id, t.position, t.id, t.inbox_id, t.contact_id, t.parameters, t.bulk, t.state, t.reason, t.due_at, t.begun_at, t.created_at FROM campaign_messages t`,
		},
		{
			name:    "templates",
			columns: `t.inbox_id, t.name, t.language, t.id, t.status, t.category, t.quality, t.reason, t.components, t.seen_at FROM templates t`,
		},
		{
			name: "attachments", person: archivedFiles,
			columns: `t.id, t.message_id, ARRAY(SELECT u.message_id FROM attachment_uses u WHERE u.attachment_id = t.id) AS used_in,
				t.state, t.name, t.mime, t.size, t.sha256, t.problem, t.created_at FROM attachments t`,
		},
		{name: "audit_log", columns: `t.id, t.at, t.actor, t.action, t.object_kind, t.object_id, t.detail FROM audit_log t`},
	}
}
