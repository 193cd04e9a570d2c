package admin

import (
	"context"
	"net/http"
	"net/url"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) userRoutes() []route {
	const may = auth.ManageWorkspace
	return []route{
		{method: http.MethodGet, path: "/users", permission: may, handle: a.listUsers},
		{method: http.MethodGet, path: "/users/new", permission: may, handle: a.newUser},
		{method: http.MethodPost, path: "/users/new", permission: may, handle: a.createUser},
		{method: http.MethodGet, path: "/users/{id}", permission: may, handle: a.showUser},
		{method: http.MethodPost, path: "/users/{id}", permission: may, handle: a.updateUser},
		{method: http.MethodPost, path: "/users/{id}/end-sessions", permission: may, handle: a.endUserSessions},
	}
}

func (a *Admin) listUsers(v *visit) error {
	t := table[auth.User]{
		name: "users", title: "Users", spec: auth.UserListSpec(),
		fetch: v.users,
		id:    func(u *auth.User) string { return u.ID },
		link:  func(u *auth.User) string { return "/users/" + u.ID },
		columns: []column[auth.User]{
			{name: "username", title: "Username", ordering: "username", cell: func(u *auth.User) cell { return nameCell(u.Username) }},
			{name: "email", title: "Email", cell: func(u *auth.User) cell { return textCell(u.Email) }},
			{name: "role", title: "Role", cell: func(u *auth.User) cell { return badgeCell(u.Role) }},
			{name: "is_superuser", title: "Superuser", cell: func(u *auth.User) cell { return yesCell(u.IsSuperuser) }},
			{name: "is_active", title: "Active", cell: func(u *auth.User) cell { return yesCell(u.IsActive) }},
			{name: "is_service", title: "For an API key", cell: func(u *auth.User) cell { return yesCell(u.IsService) }},
			{name: "created_at", title: "Created", ordering: "created_at", cell: func(u *auth.User) cell { return timeCell(u.CreatedAt) }},
		},
		filters: []filter{
			{"is_active", "Active", v.yesNoOptions()},
			{"is_service", "For an API key", v.yesNoOptions()},
		},
		empty: "Users sign in here. Their role determines what they can do.",
		add:   "/users/new", adds: auth.ManageWorkspace,
	}
	return t.show(v)
}

// users lists those who have a role in the workspace and, for superusers, their
// like.
func (v *visit) users(ctx context.Context, q *listing.Query) (listing.Page[auth.User], error) {
	if v.principal.Superuser {
		return auth.UsersAndSuperusersOf(ctx, v.admin.DB, v.workspaceID(), q)
	}
	return auth.UsersOf(ctx, v.admin.DB, v.workspaceID(), q)
}

// yesNoOptions are what a filter by a box can be.
func (v *visit) yesNoOptions() []choice { return []choice{{"true", v.t("yes")}, {"false", v.t("no")}} }

// userPage is what the template user shows.
type userPage struct {
	Form     *form
	User     *auth.User // nil for a new one
	Roles    []choice
	Sessions int // that they have
}

// userForm is the page of a user with a form.
func (v *visit) userForm(f *form, u *auth.User) (answer, error) {
	data := userPage{Form: f, User: u}
	var err error
	if data.Roles, err = v.roleOptions(); err != nil {
		return answer{}, err
	}
	title := v.t("New user")
	if u != nil {
		title = u.Username
		sessions, err := v.admin.Keys.Sessions(v.Context(), u.ID)
		if err != nil {
			return answer{}, err
		}
		data.Sessions = len(sessions)
	}
	return answer{name: "user", title: title, active: "users", data: data}, nil
}

// roleOptions are the workspace's roles, to choose one.
func (v *visit) roleOptions() ([]choice, error) {
	options := []choice{{"", "–"}}
	q, err := parse(auth.RoleListSpec(), url.Values{"page_size": {"200"}, "count": {"none"}})
	if err != nil {
		return nil, err
	}
	page, err := auth.Roles(v.Context(), v.admin.DB, v.workspaceID(), q)
	for i := range page.Items {
		options = append(options, choice{page.Items[i].Name, page.Items[i].Name})
	}
	return options, err
}

func (v *visit) showUserForm(f *form, u *auth.User) error {
	shown, err := v.userForm(f, u)
	if err != nil {
		return err
	}
	return v.show(shown)
}

// refuseUser answers with the form of a user again, where the input was refused.
func (v *visit) refuseUser(f *form, u *auth.User, refused error) error {
	f.values.Del("password")
	shown, err := v.userForm(f, u)
	if err != nil {
		return err
	}
	return v.showRefused(f, refused, shown)
}

func (a *Admin) newUser(v *visit) error {
	return v.showUserForm(newForm("is_active", "true"), nil)
}

func (a *Admin) createUser(v *visit) error {
	f, p := v.typed(), v.userPatch()
	in := auth.NewUser{
		Username: p.Username.Value, Email: p.Email.Value, Role: p.Role.Value, Superuser: p.IsSuperuser.Value,
		Disabled: !p.IsActive.Value, Password: p.Password.Value, By: v.principal,
	}
	if in.Role == "" && !v.principal.Superuser {
		in.Faults.Add("/role", "required", "The role in the workspace is required.")
	}
	u, err := a.Keys.CreateUser(v.Context(), v.workspaceID(), v.actor(), in)
	if err != nil {
		return v.refuseUser(f, nil, err)
	}
	return v.doneTo(v.Path("/users/"+u.ID), created, changelog.User, u.ID)
}

func (v *visit) user() (*auth.User, error) {
	id, err := v.id(auth.ErrNoUser)
	if err != nil {
		return nil, err
	}
	return v.admin.Keys.User(v.Context(), v.workspaceID(), id, v.principal)
}

func (a *Admin) showUser(v *visit) error {
	u, err := v.user()
	if err != nil {
		return err
	}
	return v.showUserForm(newForm("username", u.Username, "email", u.Email, "role", u.Role,
		"is_active", ticked(u.IsActive), "is_superuser", ticked(u.IsSuperuser)), u)
}

func (a *Admin) updateUser(v *visit) error {
	u, err := v.user()
	if err != nil {
		return err
	}
	f, p := v.typed(), v.userPatch()
	if _, err := a.Keys.UpdateUser(v.Context(), v.workspaceID(), v.actor(), u.ID, p, v.unchanged()); err != nil {
		return v.refuseUser(f, u, err)
	}
	return v.doneTo(v.Path("/users/"+u.ID), saved, changelog.User, u.ID)
}

// userPatch reads the form of a user. Whether somebody may all is said by those
// alone who may all; a password that is left blank stays.
func (v *visit) userPatch() *auth.UserPatch {
	f, p := v.typed(), &auth.UserPatch{By: v.principal}
	f.text("username", &p.Username)
	f.text("email", &p.Email)
	f.text("role", &p.Role)
	f.boolean("is_active", &p.IsActive)
	if v.principal.Superuser {
		f.boolean("is_superuser", &p.IsSuperuser)
	}
	if password := f.Value("password"); password != "" {
		p.Password = record.Some(password)
	}
	return p
}

// endUserSessions signs a user out everywhere. Like changing the user it is for
// those who may change this one.
func (a *Admin) endUserSessions(v *visit) error {
	u, err := v.user()
	if err != nil {
		return err
	}
	if err := a.Keys.EndSessionsOf(v.Context(), v.workspaceID(), u.ID, v.principal); err != nil {
		return err
	}
	return v.doneTo(v.Path("/users/"+u.ID), signedOut, changelog.User, u.ID)
}
