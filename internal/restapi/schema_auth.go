package restapi

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/auth"
)

type userSchema struct {
	RecordMeta
	Username    string  `json:"username" maxLength:"150" doc:"Name to sign in with, unique but for case: letters of one script, digits and @ . + - _. It never changes." example:"ada"`
	Email       string  `json:"email" maxLength:"254" doc:"Email address, or empty." example:"ada@example.com"`
	IsSuperuser bool    `json:"is_superuser" doc:"Whether the user may do everything, in every workspace. Only superusers who sign in make and change superusers." example:"false"`
	IsActive    bool    `json:"is_active" doc:"Whether the user can come in. False ends all sessions and stops all keys that act as the user." example:"true"`
	IsService   bool    `json:"is_service" readOnly:"true" doc:"Whether the user was made for an API key and cannot sign in."`
	Role        *string `json:"role" doc:"Name of the role in the workspace. Null takes the user out of the workspace." example:"editor"`
}

type roleSchema struct {
	RecordMeta
	Name        string   `json:"name" maxLength:"100" doc:"Name of the role, unique but for case. viewer, editor and admin keep theirs." example:"Assistant"`
	Permissions []string `json:"permissions" doc:"What the role allows. In a body it is the whole list; nobody gives what they do not have. admin keeps all." example:"view_contact,change_contact"`
}

// APIKey is an API key without its secret.
type APIKey struct {
	RecordMeta
	Name      string  `json:"name" maxLength:"100" doc:"What the key is for, unique but for case among those that are not revoked." example:"website form"`
	User      string  `json:"user" doc:"Id of the user that the key acts as; a body may give the name instead. Left out, a service user is made for the key. Only superusers who sign in may name anybody but themselves. It never changes."`
	Username  string  `json:"username" readOnly:"true" doc:"Name of that user." example:"ada"`
	Role      string  `json:"role" doc:"Name of the role: what the key may do at most, and no more than its user." example:"editor"`
	ExpiresAt *string `json:"expires_at" format:"date-time" doc:"When the key expires; null for never. Left out, it is a year from now."`
	RevokedAt *string `json:"revoked_at" format:"date-time" readOnly:"true" doc:"When the key was revoked; null while it is not."`
}

type newAPIKeySchema struct {
	APIKey
	Key string `json:"key" doc:"The key itself, which is shown this once and kept nowhere."`
}

type credentialsSchema struct {
	Username string `json:"username" maxLength:"150" doc:"Name of the user." example:"ada"`
	Password string `json:"password" maxLength:"128" format:"password" doc:"The user's password." example:"violet tram over Lisbon"`
}

type refreshSchema struct {
	Refresh string `json:"refresh" doc:"The refresh token of the last answer. It is good once."`
}

type tokensSchema struct {
	Access  string `json:"access" doc:"Access token, good for 15 minutes: Authorization: Bearer TOKEN."`
	Refresh string `json:"refresh" doc:"Refresh token, good for one exchange within 14 days from signing in."`
}

type callerSchema struct {
	Via        string             `json:"via" doc:"How the caller comes in: key or session." example:"session"`
	Key        *string            `json:"key" doc:"Name of the API key, null for none."`
	Workspace  *string            `json:"workspace" doc:"Slug of the workspace that the request works in; null while it is not clear which." example:"default"`
	User       userSchema         `json:"user" doc:"The user that the caller is or acts as."`
	Workspaces []membershipSchema `json:"workspaces" doc:"The workspaces that the caller may work in."`
}

type membershipSchema struct {
	ID          string   `json:"id" format:"uuid" doc:"Id of the workspace."`
	Slug        string   `json:"slug" doc:"What the header Liaison-Workspace names it by." example:"default"`
	Name        string   `json:"name" doc:"What people call it." example:"Default"`
	Role        *string  `json:"role" doc:"Name of the user's role there; null for a superuser without one." example:"editor"`
	Permissions []string `json:"permissions" doc:"What the caller may do there." example:"view_contact"`
}

// callDoc says of an operation that is about no record what the document needs.
type callDoc struct {
	id, summary, description, answer string
	body                             reflect.Type // nil for none
	open                             bool         // needs no key
	refused, tooMany                 string       // of what 401 and 429 come, "" for what they always come of
}

// unmanaged stands in the way of taking somebody's role away.
const unmanaged = "Nobody would be left to manage the workspace."

func call[T any](c callDoc) recordDoc {
	return recordDoc{one: "answer", schema: reflect.TypeFor[T](), call: &c}
}

// authRecords are the kinds of record about who may do what.
func authRecords() map[string]recordDoc {
	return map[string]recordDoc{
		"user": describe[userSchema]("user", "users", recordDoc{
			spec: auth.UserListSpec(), required: []string{"username"}, extra: moreOfUser, secret: true,
			undeletable: unmanaged, unwritable: unmanaged, patchedAlone: true,
			note: "Those who have a role in the workspace are its users. Deleting disables: the record stays. The last one " +
				"who manages the workspace can neither be disabled nor lose the role.",
		}),
		"role": describe[roleSchema]("role", "roles", recordDoc{
			spec: auth.RoleListSpec(), required: []string{"name"},
			undeletable: "The role is viewer, editor or admin, or users or API keys have it, revoked ones too; detail says how many.",
			unwritable:  unmanaged + " Or more than 10,000 users and keys have the role, which cannot be renamed then.", patchedAlone: true,
			note: "The permissions are " + sentence(permissions()) + ".",
		}),
		"api_key": describe[APIKey]("API key", "API keys", recordDoc{
			spec: auth.KeyListSpec(), required: []string{"name", "role"}, secret: true, made: reflect.TypeFor[newAPIKeySchema](),
			unwritable: "The key is revoked, for good.", patchedAlone: true,
			note: "Deleting revokes: the record stays, and the key is refused within a second.",
		}),
	}
}

// calls are the operations that are about no record.
func calls() map[string]recordDoc {
	return map[string]recordDoc{
		"sign_in": call[tokensSchema](callDoc{
			id: "signIn", summary: "Sign in", answer: "The tokens.", body: reflect.TypeFor[credentialsSchema](), open: true,
			description: "Answers user name and password with an access token and a refresh token. After five wrong " +
				"passwords each further one makes the next attempt wait longer; sessions there are go on.",
			refused: "The user name or the password is wrong, or the user is disabled or was made for a key: which, is not told apart.",
			tooMany: "There were too many attempts with this user name or from this network; Retry-After says how many seconds to wait.",
		}),
		"refresh": call[tokensSchema](callDoc{
			id: "refreshToken", summary: "Refresh a token", answer: "New tokens.", body: reflect.TypeFor[refreshSchema](), open: true,
			description: "Answers a refresh token with new tokens. Each is good once: one that comes again ends its session.",
			refused:     "The token is not good, came before, or its session has ended.",
		}),
		"index": {one: "answer", call: &callDoc{
			id: "getIndex", summary: "What there is", answer: "The addresses.", open: true,
			description: "Returns the addresses of what can be read without an id, by name.",
		}},
		"caller": call[callerSchema](callDoc{
			id: "getCaller", summary: "Who am I", answer: "The caller.",
			description: "Returns the user that the caller is, and the workspaces they may work in, with what they may do there.",
		}),
	}
}

func permissions() []string {
	var names []string
	for _, p := range auth.Permissions() {
		names = append(names, string(p))
	}
	return names
}

// moreOfUser are the fields of a user's body that the record has not.
func moreOfUser() map[string]*huma.Schema {
	return map[string]*huma.Schema{"password": {
		Type: huma.TypeString, Format: "password", MaxLength: new(maxPassword), WriteOnly: true,
		Description: "A new password of 12 to 128 characters; common ones and those with the user's name or email address in " +
			"them are refused. It ends the user's sessions. It is compared in Unicode normalization form C. Left out, a new " +
			"user cannot sign in.",
	}}
}

// callBody is the request body of an operation that is about no record.
func (s *schemas) callBody(c *callDoc) *huma.RequestBody {
	if c.body == nil {
		return nil
	}
	return s.closedBody(c.body)
}
