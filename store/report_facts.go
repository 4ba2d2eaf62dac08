package store

// messageFacts are messages that came in or left.
const messageFacts = `(
	SELECT m.created_at AS at, m.inbox_id,
	       CASE m.author WHEN 'contact' THEN 'messages_in' ELSE 'messages_' || m.author END AS measure,
	       0 AS bin, m.agent_id::text AS agent, m.campaign_id AS campaign, NULL AS faq
	FROM messages m WHERE `

// decisionFacts are bursts that were judged, and what answered them.
const decisionFacts = `(
	SELECT r.created_at AS at, v.inbox_id, x.measure, 0 AS bin, NULL AS agent, NULL AS campaign,
	       CASE WHEN x.measure = 'answered_faq' THEN r.faq_id::text END AS faq
	FROM decisions r
	JOIN conversations v ON v.id = r.conversation_id
	CROSS JOIN LATERAL (VALUES ('bursts'), (CASE WHEN NOT r.answered THEN NULL WHEN r.quick_reply_id IS NOT NULL THEN 'answered_quick_reply'
		WHEN r.filler_id IS NOT NULL THEN 'answered_filler' ELSE 'answered_faq' END)) AS x (measure)
	WHERE x.measure IS NOT NULL AND `

// eventFactsHead and eventFacts are what became of tickets. Each says by itself
// what it counts for, from the entries of its conversation before it, so that it
// does not matter when it is counted.
const (
	eventFactsHead = `(
	WITH fresh AS (
		SELECT r.id, r.conversation_id, r.ticket, r.type, r.at, r.actor_id, r.data ->> 'to' AS turned, r.data ->> 'cause' AS cause,
		       coalesce(r.data ->> 'campaign_id', '') AS campaign, r.data ->> 'owner_id' AS owner, v.inbox_id
		FROM events r JOIN conversations v ON v.id = r.conversation_id
		WHERE r.type IN ('ticket_opened', 'status_changed', 'claimed', 'transferred', 'campaign_reply') AND `
	eventFacts = `
	), opened AS (
		SELECT * FROM fresh WHERE type = 'ticket_opened'
	), turned AS (
		-- The first time that the ticket became so, or that an agent wrote.
		SELECT e.*, o.at AS opened_at, o.cause AS opened_by, coalesce(k.campaign, '') AS of_campaign,
		       CASE WHEN e.cause = 'agent_message' THEN 'first_response' WHEN e.turned = 'resolved' THEN 'resolution' ELSE 'tickets_inactive' END AS measure
		FROM fresh e
		CROSS JOIN LATERAL (
			SELECT b.at, b.data ->> 'cause' AS cause FROM events b
			WHERE b.conversation_id = e.conversation_id AND b.id < e.id AND b.ticket = e.ticket AND b.type = 'ticket_opened'
			ORDER BY b.id LIMIT 1
		) o
		LEFT JOIN LATERAL (
			SELECT b.data ->> 'campaign_id' AS campaign FROM events b
			WHERE b.conversation_id = e.conversation_id AND b.id < e.id AND b.ticket = e.ticket
			  AND b.type IN ('ticket_opened', 'campaign_reply') AND b.data ->> 'campaign_id' <> ''
			ORDER BY b.id DESC LIMIT 1
		) k ON true
		WHERE e.type = 'status_changed' AND (e.cause = 'agent_message' OR e.turned IN ('resolved', 'inactive'))
		  AND NOT EXISTS (
			SELECT FROM events b
			WHERE b.conversation_id = e.conversation_id AND b.id < e.id AND b.ticket = e.ticket AND b.type = 'status_changed'
			  AND CASE WHEN e.cause = 'agent_message' THEN b.data ->> 'cause' = 'agent_message' ELSE b.data ->> 'to' = e.turned END)
	), taken AS (
		SELECT e.* FROM fresh e
		WHERE e.type IN ('claimed', 'transferred') AND NOT EXISTS (
			SELECT FROM events b
			WHERE b.conversation_id = e.conversation_id AND b.id < e.id AND b.ticket = e.ticket
			  AND b.type IN ('claimed', 'transferred') AND b.data ->> 'owner_id' = e.owner)
	), replied AS (
		-- The first reply of somebody to a campaign.
		SELECT e.conversation_id, e.id, e.at, e.inbox_id, e.campaign, 'replied' AS measure FROM fresh e
		WHERE e.type IN ('ticket_opened', 'campaign_reply') AND e.campaign <> '' AND NOT EXISTS (
			SELECT FROM events b
			WHERE b.conversation_id = e.conversation_id AND b.id < e.id
			  AND b.type IN ('ticket_opened', 'campaign_reply') AND b.data ->> 'campaign_id' = e.campaign)
		UNION ALL
		-- The ticket of that reply was resolved.
		SELECT t.conversation_id, t.id, t.at, t.inbox_id, t.of_campaign, 'settled' FROM turned t
		WHERE t.measure = 'resolution' AND t.of_campaign <> '' AND NOT EXISTS (
			SELECT FROM events b
			WHERE b.conversation_id = t.conversation_id AND b.id < t.id AND b.ticket < t.ticket
			  AND b.type IN ('ticket_opened', 'campaign_reply') AND b.data ->> 'campaign_id' = t.of_campaign)
	)
	SELECT at, inbox_id, 'tickets_opened' AS measure, 0 AS bin, actor_id AS agent, campaign, NULL AS faq FROM opened
	UNION ALL
	SELECT at, inbox_id, 'conversations', 0, NULL, campaign, NULL FROM opened WHERE ticket = 1
	UNION ALL
	SELECT at, inbox_id, measure, ` + binOfTicket + `, actor_id, of_campaign, NULL FROM turned
	WHERE measure = 'resolution' OR (measure = 'first_response' AND opened_by = 'user_message')
	UNION ALL
	SELECT at, inbox_id, CASE measure WHEN 'resolution' THEN 'tickets_resolved' ELSE measure END, 0, actor_id, of_campaign, NULL FROM turned
	WHERE measure <> 'first_response'
	UNION ALL
	SELECT at, inbox_id, 'tickets_taken', 0, owner, NULL, NULL FROM taken
	UNION ALL
	-- When the campaign wrote to them, as its other numbers.
	SELECT coalesce((
		SELECT m.created_at FROM messages m
		WHERE m.conversation_id = p.conversation_id AND m.author = 'campaign' AND m.campaign_id = p.campaign AND m.created_at <= p.at
		ORDER BY m.position DESC LIMIT 1), p.at), p.inbox_id, p.measure, 0, NULL, p.campaign, NULL
	FROM replied p`

	// binOfTicket is report.Bin of how long the ticket took.
	binOfTicket = `CASE WHEN at <= opened_at + interval '1 second' THEN 0
		ELSE round(8 * ln(extract(epoch FROM at - opened_at)::float8) / ln(2::float8))::int END`
)

// reachedHead and reachedFacts are how far messages of campaigns have come. A
// message comes further more than once, so what is counted already is kept beside.
const (
	reachedHead = `moved AS (
	SELECT m.id, m.campaign_id, m.inbox_id, m.created_at, coalesce(k.reached, 0) AS former,
	       CASE m.state WHEN 'delivered' THEN 1 WHEN 'read' THEN 3 WHEN 'failed' THEN 4 ELSE 0 END AS latter
	FROM messages m LEFT JOIN report_reached k ON k.message_id = m.id
	WHERE m.author = 'campaign' AND m.state IN ('delivered', 'read', 'failed')`
	reachedFacts = `
), kept AS (
	INSERT INTO report_reached (message_id, reached) SELECT id, former | latter FROM moved WHERE former | latter <> former
	ON CONFLICT (message_id) DO UPDATE SET reached = excluded.reached

)
INSERT` + addCells + `(
	SELECT w.created_at AS at, w.inbox_id, x.measure, 0 AS bin, NULL AS agent, w.campaign_id AS campaign, NULL AS faq
	FROM moved w
	JOIN (VALUES (1, 'delivered'), (2, 'read'), (4, 'failed')) AS x (bit, measure) ON w.latter & ~w.former & x.bit <> 0`
)
