package account

import "time"

// AuditEntry is one line of the audit log: who did what. Lines are added and
// never changed. None holds words of end users, secrets, or what was typed into
// a login.
type AuditEntry struct {
	// ID orders the log.
	ID int64
	At time.Time
	// Actor is "user/<id>", "key/<id>", "nobody", "system" or [CommandLine];
	// ActorName is what the user or the key is called now.
	Actor     string
	ActorName string
	// Action is "<kind of object>.<what was done>", as in "user.roles_set".
	Action     string
	ObjectKind string
	// ObjectID is "" for what there is one of.
	ObjectID string
	// ObjectName is what the object is called now: of a session, whose it is; of an
	// FAQ, its question. Customers' names are not for everybody who reads the log,
	// so that of a conversation is "".
	ObjectName string
	// Detail is a JSON object.
	Detail    []byte
	Peer      string
	RequestID string
}

// AuditFilter chooses lines of the audit log; empty fields choose all.
type AuditFilter struct {
	Actor string
	// Action is a whole action, or the kind of object before the dot.
	Action string
	// ObjectKind and ObjectID choose what happened to one thing, or to one kind.
	ObjectKind string
	ObjectID   string
	// Since is inclusive, Until is not.
	Since time.Time
	Until time.Time
}
