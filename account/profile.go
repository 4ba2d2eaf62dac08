package account

// NewUser is what is needed to create a user.
type NewUser struct {
	Profile
	Roles []Role
	// PasswordHash is an argon2id hash in PHC form, see [Passwords].
	PasswordHash string
}

// Profile is what may be changed of a user without touching rights.
type Profile struct {
	// Email is unique, letter case aside.
	Email string
	Name  string
}
