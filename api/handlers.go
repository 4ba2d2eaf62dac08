package api

// handlers implements the generated server interface, each group of operations
// with what it needs and nothing more.
type handlers struct {
	sessionHandlers
	userHandlers
	apiKeyHandlers
	inboxHandlers
	ingestHandlers
	conversationHandlers
	updateHandlers
	messageHandlers
	draftHandlers
	faqHandlers
	decisionHandlers
	healthHandlers
}

func newHandlers(s Services, cookie sessionCookie) handlers {
	return handlers{
		sessionHandlers{s.Store, s.Passwords, cookie},
		userHandlers{s.Store, s.Passwords},
		apiKeyHandlers{s.Store},
		inboxHandlers{s.Store},
		ingestHandlers{s.Store, s.Store, s.Channels, s.Bell, s.Metrics},
		conversationHandlers{s.Store, s.Channels},
		updateHandlers{s.Store, s.Store, s.Workflows},
		messageHandlers{s.Store, s.Channels, s.Store, s.Store, s.Bell},
		draftHandlers{s.Store, s.Store},
		faqHandlers{s.Store, s.Matcher},
		decisionHandlers{s.Matcher, s.Store},
		healthHandlers{s.Checks, s.Gatherer, s.Log},
	}
}
