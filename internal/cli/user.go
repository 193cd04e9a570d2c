package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/workspace"
)

// userCommand is `liaison user …`.
type userCommand struct {
	Create      userCreate      `cmd:"" help:"Create a user; prompts for the password."`
	List        userList        `cmd:"" help:"List all users."`
	SetPassword userSetPassword `cmd:"" help:"Set a user's password and end all of their sessions."`
	Disable     userDisable     `cmd:"" help:"Disable a user and all API keys that act as them."`
	Unlock      userUnlock      `cmd:"" help:"Allow a user to sign in again after too many wrong passwords."`
}

type userCreate struct {
	Username      string `required:"" placeholder:"NAME" help:"Username to sign in with."`
	Email         string `required:"" placeholder:"ADDRESS" help:"Email address."`
	Superuser     bool   `help:"Give the user every permission in every workspace."`
	Role          string `placeholder:"ROLE" help:"Role in the workspace: viewer, editor, admin or another role of the workspace."`
	Workspace     string `default:"default" placeholder:"SLUG" help:"Workspace of the role (${default})."`
	PasswordStdin bool   `xor:"password" help:"Read the password from standard input."`
	NoPassword    bool   `xor:"password" help:"Create a service user, who cannot sign in, for API keys to act as."`
}

// Run creates a user.
func (c userCreate) Run(r *run) error {
	password := ""
	if !c.NoPassword {
		var err error
		if password, err = readPassword(r.Process, c.PasswordStdin); err != nil {
			return err
		}
	}
	return r.inWorkspace(c.Workspace, func(db *database.DB, w *workspace.Workspace) error {
		u, err := auth.New(db, nil).CreateUser(r.ctx, w.ID, actor("user create"), auth.NewUser{
			Username: c.Username, Email: c.Email, Superuser: c.Superuser, Role: c.Role, Password: password,
		})
		if err == nil {
			fmt.Fprintf(r.Stderr, "Created user %s.\n", u.Username)
		}
		return err
	})
}

type userList struct {
	Workspace string `default:"default" placeholder:"SLUG" help:"Workspace whose roles are shown (${default})."`
}

// Run lists all users.
func (c userList) Run(r *run) error {
	return r.inWorkspace(c.Workspace, func(db *database.DB, ws *workspace.Workspace) error {
		users, err := auth.New(db, nil).ListUsers(r.ctx, ws.ID)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "USERNAME\tEMAIL\tROLE\tSTATE\tID")
		for _, u := range users {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Username, orDash(u.Email), roleOf(&u), stateOf(&u), u.ID)
		}
		return w.Flush()
	})
}

func roleOf(u *auth.User) string {
	if u.IsSuperuser {
		return "superuser"
	}
	return orDash(u.Role)
}

func stateOf(u *auth.User) string {
	switch {
	case !u.IsActive:
		return "disabled"
	case u.IsService:
		return "service"
	default:
		return "active"
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

type userSetPassword struct {
	Username      string `arg:"" help:"Username."`
	PasswordStdin bool   `help:"Read the password from standard input."`
}

// Run gives a user a new password.
func (c userSetPassword) Run(r *run) error {
	password, err := readPassword(r.Process, c.PasswordStdin)
	if err != nil {
		return err
	}
	return r.inWorkspace(workspace.Default, func(db *database.DB, w *workspace.Workspace) error {
		err := auth.New(db, nil).SetPassword(r.ctx, w.ID, actor("user set-password"), c.Username, password)
		if err == nil {
			fmt.Fprintln(r.Stderr, "Password changed.")
		}
		return err
	})
}

type userDisable struct {
	Username string `arg:"" help:"Username."`
}

// Run disables a user.
func (c userDisable) Run(r *run) error {
	return r.inWorkspace(workspace.Default, func(db *database.DB, w *workspace.Workspace) error {
		return auth.New(db, nil).DisableUser(r.ctx, w.ID, actor("user disable"), c.Username)
	})
}

type userUnlock struct {
	Username string `arg:"" help:"Username."`
}

// Run forgets the wrong passwords of a user.
func (c userUnlock) Run(r *run) error {
	return r.inWorkspace(workspace.Default, func(db *database.DB, w *workspace.Workspace) error {
		return auth.New(db, nil).UnlockUser(r.ctx, w.ID, actor("user unlock"), c.Username)
	})
}
