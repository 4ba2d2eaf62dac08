package api

import (
	"sync"
	"time"

	"github.com/parleyhq/parley/live"
)

// handlers implements the generated server interface, each group of operations
// with what it needs and nothing more.
type handlers struct {
	sessionHandlers
	oidcHandlers
	userHandlers
	invitationHandlers
	auditHandlers
	apiKeyHandlers
	inboxHandlers
	ingestHandlers
	conversationHandlers
	updateHandlers
	messageHandlers
	presenceHandlers
	reactionHandlers
	answerHandlers
	draftHandlers
	eventHandlers
	viewHandlers
	cannedHandlers
	mentionHandlers
	attachmentHandlers
	faqHandlers
	importHandlers
	exportHandlers
	testHandlers
	replayHandlers
	suggestionHandlers
	quickReplyHandlers
	campaignHandlers
	contactHandlers
	templateHandlers
	calendarHandlers
	responderHandlers
	matchingHandlers
	settingsHandlers
	embedderHandlers
	decisionHandlers
	reportHandlers
	demoHandlers
	healthHandlers
}

func newHandlers(config Config, s Services, guarding guard, feed *live.Feed) handlers {
	cookie := guarding.cookie
	index := indexing{s.Store, s.Matcher, s.Store, s.Log}
	templates := templateHandlers{s.Store, s.Store, s.Channels, s.Log}
	patience := DefaultPatience()
	if s.Patience != nil {
		patience = *s.Patience
	}
	ingest := ingestHandlers{s.Store, s.Store, s.Channels, s.Bell, s.Metrics, &sync.Map{}, acknowledger{newSigns(), s.Log}}
	return handlers{
		sessionHandlers{s.Store, s.Passwords, cookie},
		newOIDCHandlers(config, s, cookie),
		userHandlers{s.Store, s.Passwords},
		invitationHandlers{s.Store, s.Store, s.Passwords, cookie, config.PublicURL},
		auditHandlers{s.Store},
		apiKeyHandlers{s.Store},
		inboxHandlers{s.Store, s.Channels, config.PublicURL},
		ingest,
		conversationHandlers{s.Store, s.Store, s.Channels},
		updateHandlers{s.Store, s.Store, s.Workflows},
		messageHandlers{s.Store, s.Channels, s.Store, s.Store, s.Store, s.Store, s.Bell},
		presenceHandlers{s.Store, s.Store, s.Store, s.Channels, s.Store, newSigns(), s.Log},
		reactionHandlers{s.Store, s.Store, s.Store, s.Store, s.Channels, s.Store},
		answerHandlers{s.Store, s.Chain, s.Store, time.Now},
		draftHandlers{s.Store, s.Store},
		newEventHandlers(config, s, guarding, feed),
		viewHandlers{s.Store},
		cannedHandlers{s.Store},
		mentionHandlers{s.Store},
		attachmentHandlers{s.Files, s.Store},
		faqHandlers{s.Store, index, s.Bell},
		importHandlers{s.Store, s.Jobs, patience},
		exportHandlers{s.Store},
		testHandlers{s.Chain, s.Store, s.Store, time.Now},
		replayHandlers{s.Store, s.Store, s.Jobs, patience},
		suggestionHandlers{s.Store, index, s.Jobs, patience},
		quickReplyHandlers{s.Store, s.Store, time.Now},
		campaignHandlers{s.Store, s.Store, s.Files, templates, campaignBell{s.Jobs, s.Log}},
		contactHandlers{s.Store, s.Files, s.Jobs, s.Log},
		templates,
		calendarHandlers{s.Store, s.Store},
		responderHandlers{s.Store, s.Store},
		matchingHandlers{s.Store},
		settingsHandlers{s.Store, config.Rules},
		embedderHandlers{s.Store, s.Embedders, s.Jobs, patience},
		decisionHandlers{s.Store},
		reportHandlers{s.Store, time.Now},
		demoHandlers{s.Store, s.Store, ingest, s.Store, s.Jobs, s.Bell, s.Log, patience},
		healthHandlers{s.Checks, s.Gatherer, s.Log},
	}
}
