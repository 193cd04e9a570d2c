package auth

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// A key is liaison_ID_SECRET_CRC: the id of its record without hyphens, 32
// random bytes as 43 digits of base 62, and the CRC-32 (IEEE) of all that
// stands before its underscore, hexadecimal. The checksum tells a key with a
// slip in it, and one that a secret scanner finds, from any other text without
// asking the database.
const (
	keyPrefix    = "liaison_"
	keyIDLength  = 32
	secretBytes  = 32
	secretDigits = 43
	crcDigits    = 8
	keyLength    = len(keyPrefix) + keyIDLength + 1 + secretDigits + 1 + crcDigits
)

const (
	maxKeyName = 100 // code points
	// lifetime is how long a key is good for unless its maker says otherwise.
	lifetime = 365 * 24 * time.Hour
)

// Key is an API key without its secret, which is kept nowhere.
type Key struct {
	record.Meta
	Name      string // unique but for case among the workspace's keys that are not revoked
	UserID    string // whom it acts as
	Username  string
	Role      string        // what it may do at most
	ExpiresAt database.Time // zero: never
	RevokedAt database.Time // zero: it is not
}

// JSON returns the key's record, without its hash.
func (k *Key) JSON() []byte {
	var o record.Object
	o.Text("id", k.ID)
	o.Text("name", k.Name)
	o.Text("user", k.UserID)
	o.Text("username", k.Username)
	o.Text("role", k.Role)
	o.TextOrNull("expires_at", k.ExpiresAt.String())
	o.TextOrNull("revoked_at", k.RevokedAt.String())
	o.Meta(&k.Meta)
	return o.JSON()
}

// JSONWith returns the record with the key itself, which is shown once.
func (k *Key) JSONWith(secret string) []byte {
	rec := k.JSON()
	var o record.Object
	o.Text("key", secret)
	return append(append(rec[:len(rec)-1], ','), o.JSON()[1:]...)
}

// NewKey is what CreateKey needs to know.
type NewKey struct {
	Name      string
	Role      string
	Username  string         // whom it acts as, by name or id; "" makes a service user for it
	ExpiresAt database.Time  // zero means in a year, unless Forever
	Forever   bool           // never expires
	By        *Principal     // who makes the key; nil for an operator, who may all
	Faults    problem.Fields // what was found wrong while the input was read
}

// CreateKey makes an API key of the workspace and returns it with its secret
// form, which cannot be had again. A role that gives what the maker does not
// have is a Forbidden.
func (s *Store) CreateKey(ctx context.Context, workspace string, actor changelog.Actor, in NewKey) (*Key, string, error) {
	k := &Key{ExpiresAt: in.ExpiresAt}
	id := s.db.NewID()
	secret, err := newSecret(id, s.random)
	if err != nil {
		return nil, "", err
	}
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		k.Meta = record.NewMeta(id, tx.At, actor.UserID)
		role, err := k.look(ctx, tx, &in)
		if err != nil {
			return err
		}
		if err := in.By.mayGive(role.Permissions); err != nil {
			return err
		}
		k.Role = role.Name
		u, err := keyUser(ctx, tx, k, role.ID, &in)
		if err != nil {
			return err
		}
		k.UserID, k.Username = u.ID, u.Username
		return insertKey(ctx, tx, k, role.ID, hashOf(secret))
	})
	if err != nil {
		return nil, "", err
	}
	return k, secret, nil
}

// look checks the input and returns the role that it names. All that is wrong is
// reported at once.
func (k *Key) look(ctx context.Context, tx *changelog.Tx, in *NewKey) (*Role, error) {
	faults := k.take(in, tx.At)
	role, err := roleByName(ctx, tx.DB, tx.Workspace, in.Role)
	if err := faults.Gather(err); err != nil {
		return nil, err
	}
	if err := faults.Look("/name", func() error { return k.nameIsFree(ctx, tx) }); err != nil {
		return nil, err
	}
	if in.Username != "" {
		_, err := keyUser(ctx, tx, k, "", in)
		if err := faults.Gather(err); err != nil {
			return nil, err
		}
	}
	return role, faults.Err()
}

// take checks the name and the time at which the key expires.
func (k *Key) take(in *NewKey, now database.Time) problem.Fields {
	faults := slices.Clone(in.Faults)
	k.setName(in.Name, &faults)
	switch {
	case in.Forever:
		k.ExpiresAt = database.Time{}
	case k.ExpiresAt.IsZero():
		k.ExpiresAt = database.At(now.Add(lifetime))
	case !k.ExpiresAt.After(now.Time):
		faults.Add("/expires_at", "past", "The expiry time must be in the future.")
	}
	return faults
}

func (k *Key) setName(name string, faults *problem.Fields) {
	var fault *problem.Fault
	k.Name, fault = text.Clean(text.Squeeze(name), maxKeyName)
	if fault == nil && k.Name == "" {
		fault = &problem.Fault{Code: "required", Detail: "The name of the API key is required."}
	}
	faults.Fault("/name", fault)
}

var errOwnKeysAlone = problem.New(problem.Forbidden,
	"A key acts as a service user of its own, or as whoever makes it: only superusers who sign in, and the command line, may name another user.")

// keyUser returns the user that a new key acts as: the one named, who must be
// able to do something in the workspace, or a service user made for it. Whoever is
// not a superuser may name nobody but themselves.
func keyUser(ctx context.Context, tx *changelog.Tx, k *Key, roleID string, in *NewKey) (*User, error) {
	if in.Username == "" {
		u := &User{Meta: tx.NewMeta(), Username: "api-key-" + k.ID[len(k.ID)-12:], IsActive: true, IsService: true, Role: k.Role}
		return u, insertUser(ctx, tx, u, "", roleID)
	}
	u, err := oneUser(ctx, tx.DB, tx.Workspace, " WHERE u.id = $2", strings.ToLower(in.Username))
	if errors.Is(err, ErrNoUser) {
		u, err = userByName(ctx, tx.DB, tx.Workspace, in.Username)
	}
	mayName := in.By.mayAll() || err == nil && u.ID == in.By.UserID
	switch {
	case errors.Is(err, ErrNoUser), err == nil && u.Role == "" && !mayName:
		return nil, badField("/user", "not_found", "No user with this name or id is in the workspace.")
	case err != nil:
		return nil, err
	case !mayName:
		return nil, errOwnKeysAlone
	case !u.IsActive:
		return nil, badField("/user", "disabled", "The user is disabled.")
	case u.Role == "" && !u.IsSuperuser:
		return nil, badField("/user", "no_role", "The user has no role in this workspace.")
	}
	return u, nil
}

func insertKey(ctx context.Context, tx *changelog.Tx, k *Key, roleID, hash string) error {
	args := append([]any{k.ID, tx.Workspace, k.UserID, roleID, k.Name, text.Fold(k.Name), hash, k.ExpiresAt}, k.Values()...)
	_, err := tx.Exec(ctx, `INSERT INTO api_keys (id, workspace_id, user_id, role_id, name, name_key, key_hash, expires_at, `+
		record.Columns+`) VALUES `+database.Rows(1, len(args)), args...)
	if database.Violates(err, "api_keys_name_unique") {
		return errKeyTaken
	}
	if err != nil {
		return fmt.Errorf("insert API key: %w", err)
	}
	_, err = tx.Append(changelog.APIKey, k.ID, nil, k.JSON(), nil)
	return err
}

const keyColumns = `k.id, k.name, k.user_id, u.username, r.name, k.expires_at, k.revoked_at,
	k.created_at, k.updated_at, k.created_by, k.updated_by, k.version`

const keyQuery = `SELECT ` + keyColumns + ` FROM api_keys k
	JOIN users u ON u.id = k.user_id
	JOIN roles r ON r.workspace_id = k.workspace_id AND r.id = k.role_id
	WHERE k.workspace_id = $1`

func (k *Key) dest() []any {
	return append([]any{&k.ID, &k.Name, &k.UserID, &k.Username, &k.Role, &k.ExpiresAt, &k.RevokedAt}, k.Dest()...)
}

// ListKeys returns all keys of a workspace, revoked ones too, oldest first.
func (s *Store) ListKeys(ctx context.Context, workspace string) ([]Key, error) {
	return listKeys(ctx, s.db, keyQuery+" ORDER BY k.id", workspace)
}

func listKeys(ctx context.Context, db *database.DB, query string, args ...any) ([]Key, error) {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(k.dest()...); err != nil {
			return nil, fmt.Errorf("list API keys: %w", err)
		}
		list = append(list, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	return list, nil
}

// newSecret returns a fresh key for the record of that id.
func newSecret(id string, random io.Reader) (string, error) {
	var b [secretBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("read random bytes: %w", err)
	}
	// big.Int writes digits, then lower case, then upper case letters.
	digits := new(big.Int).SetBytes(b[:]).Text(62)
	body := keyPrefix + strings.ReplaceAll(id, "-", "") + "_" + strings.Repeat("0", secretDigits-len(digits)) + digits
	return body + "_" + checksum(body), nil
}

func checksum(body string) string {
	var sum [crcDigits / 2]byte
	binary.BigEndian.PutUint32(sum[:], crc32.ChecksumIEEE([]byte(body)))
	return hex.EncodeToString(sum[:])
}

// wellFormed reports whether a text has the form of a key, checksum included.
func wellFormed(key string) bool {
	return len(key) == keyLength && strings.HasPrefix(key, keyPrefix) && key[keyLength-crcDigits-1] == '_' &&
		checksum(key[:keyLength-crcDigits-1]) == key[keyLength-crcDigits:]
}

// hashOf returns the form of a key that is stored. A key has 256 random bits,
// so a plain hash is as good as a slow one.
func hashOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
