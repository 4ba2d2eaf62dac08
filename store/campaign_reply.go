package store

// repliedCampaign is the campaign that the message m, with columns campaign and
// reply_to, replies to in the conversation box, empty for none (docs/campaigns.md):
// the one its sender names; or it quotes a campaign's message, as taps on the
// buttons of a template do; or the latest message that went out in the thread is a
// campaign's, of the last 72 hours. Each costs one look into an index, and nearly
// always into an empty one.
const repliedCampaign = `coalesce(nullif(m.campaign, ''), (
	SELECT quoted.campaign_id FROM messages quoted
	WHERE m.reply_to <> '' AND quoted.inbox_id = @inbox AND quoted.external_id = m.reply_to AND quoted.author = 'campaign'
), (
	SELECT latest.campaign_id FROM (
		SELECT s.campaign_id, s.position, coalesce(s.sent_at, s.created_at) AS at FROM messages s
		WHERE s.conversation_id = box.id AND s.author = 'campaign' AND s.state IN ('sending', 'sent', 'delivered', 'read', 'unknown')
		ORDER BY s.position DESC LIMIT 1
	) latest
	WHERE latest.at > clock_timestamp() - interval '72 hours' AND NOT EXISTS (
		SELECT FROM messages later
		WHERE later.conversation_id = box.id AND later.position > latest.position AND later.direction = 'out'
		  AND NOT later.private AND later.state NOT IN ('refused', 'dropped', 'failed'))
), '')`
