package auth

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// ErrNoKey says that the workspace has no such key.
var ErrNoKey = problem.New(problem.NotFound, "No API key has this name or id.")

const keyTaken = "An API key with this name already exists; revoke it or choose another name."

// errKeyTaken is for who loses a race; others are told whose the name is.
var errKeyTaken = taken("/name", keyTaken, "")

func (k *Key) nameIsFree(ctx context.Context, tx *changelog.Tx) error {
	return nameIsFree(ctx, tx, `SELECT id FROM api_keys WHERE workspace_id = $1 AND name_key = $2 AND id <> $3
		AND revoked_at IS NULL`, k.Name, k.ID, keyTaken)
}

// KeyPatch is what a writer says of a key; what is left out stays.
type KeyPatch struct {
	Name, Role record.Opt[string]
	User       record.Opt[string]        // as it is: a key keeps its user
	ExpiresAt  record.Opt[database.Time] // zero: never
	By         *Principal                // nil for an operator, who may all
	Faults     problem.Fields            // what was found wrong while the input was read
}

// GetKey returns the key with an id, or ErrNoKey.
func GetKey(ctx context.Context, db *database.DB, workspace, id string) (*Key, error) {
	found, err := listKeys(ctx, db, keyQuery+" AND k.id = $2", workspace, id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrNoKey
	}
	return &found[0], nil
}

// UpdateKey changes the key with an id, or returns ErrNoKey. check may refuse
// the version that it has. One that is revoked is a Conflict, one that gives what
// the writer does not have a Forbidden.
func (s *Store) UpdateKey(
	ctx context.Context, workspace string, actor changelog.Actor, id string, p *KeyPatch, check func(version int64) error,
) (k *Key, err error) {
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		k, err = updateKey(ctx, tx, id, p, check)
		return err
	})
	s.Forget()
	return k, err
}

func updateKey(ctx context.Context, tx *changelog.Tx, id string, p *KeyPatch, check func(version int64) error) (*Key, error) {
	if err := lockKey(ctx, tx, id); err != nil {
		return nil, err
	}
	k, err := GetKey(ctx, tx.DB, tx.Workspace, id)
	if err != nil {
		return nil, err
	}
	if err := check(k.Version); err != nil {
		return nil, err
	}
	before := k.JSON()
	faults := slices.Clone(p.Faults)
	p.apply(k, tx.At, &faults)
	role, err := roleByName(ctx, tx.DB, tx.Workspace, k.Role)
	if err := faults.Gather(err); err != nil {
		return nil, err
	}
	if err := faults.Look("/name", func() error { return k.nameIsFree(ctx, tx) }); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	k.Role = role.Name
	if bytes.Equal(before, k.JSON()) {
		return k, nil
	}
	if !k.RevokedAt.IsZero() {
		return nil, problem.New(problem.Conflict, "A revoked API key cannot be changed; create a new one.")
	}
	if err := p.By.mayGive(role.Permissions); err != nil {
		return nil, err
	}
	return k, saveKey(ctx, tx, k, before, role.ID)
}

func (p *KeyPatch) apply(k *Key, now database.Time, faults *problem.Fields) {
	if p.Name.Given {
		k.setName(p.Name.Value, faults)
	}
	p.Role.To(&k.Role)
	if p.User.Given && p.User.Value != k.UserID && text.Fold(p.User.Value) != text.Fold(k.Username) {
		faults.Add("/user", "immutable", "The user of an API key cannot be changed; create another key.")
	}
	if p.ExpiresAt.Given && !p.ExpiresAt.Value.Equal(k.ExpiresAt.Time) {
		k.ExpiresAt = p.ExpiresAt.Value
		if !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(now.Time) {
			faults.Add("/expires_at", "past", "The expiry time must be in the future; to end the key now, revoke it.")
		}
	}
}

func saveKey(ctx context.Context, tx *changelog.Tx, k *Key, before []byte, roleID string) error {
	k.Touch(tx.At, tx.Actor.UserID)
	_, err := tx.Exec(ctx, `UPDATE api_keys SET name = $3, name_key = $4, role_id = $5, expires_at = $6, updated_at = $7,
		updated_by = $8, version = $9 WHERE workspace_id = $1 AND id = $2`, tx.Workspace, k.ID, k.Name, text.Fold(k.Name),
		roleID, k.ExpiresAt, k.UpdatedAt, record.OrNull(k.UpdatedBy), k.Version)
	if database.Violates(err, "api_keys_name_unique") {
		return errKeyTaken
	}
	if err != nil {
		return fmt.Errorf("update API key: %w", err)
	}
	_, err = tx.Append(changelog.APIKey, k.ID, before, k.JSON(), nil)
	return err
}

// lockKey keeps others from changing the key of an id, or the good one of a
// name, until the transaction ends: of two who revoke it one waits and then sees
// it.
func lockKey(ctx context.Context, tx *changelog.Tx, nameOrID string) error {
	_, err := tx.Exec(ctx, `UPDATE api_keys SET version = version WHERE workspace_id = $1
		AND (id = $2 OR (name_key = $3 AND revoked_at IS NULL))`, tx.Workspace, nameOrID, text.Fold(nameOrID))
	if err != nil {
		return fmt.Errorf("lock API key: %w", err)
	}
	return nil
}

// RevokeKey ends a key for good, named by its name or its id. Every process
// refuses it within a second, this one at once. A key that is revoked already,
// named by its id, stays as it is. check may refuse the version that it has.
func (s *Store) RevokeKey(
	ctx context.Context, workspace string, actor changelog.Actor, nameOrID string, check func(version int64) error,
) error {
	err := changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		if err := lockKey(ctx, tx, nameOrID); err != nil {
			return err
		}
		found, err := listKeys(ctx, tx.DB, keyQuery+" AND (k.id = $2 OR (k.name_key = $3 AND k.revoked_at IS NULL))",
			workspace, nameOrID, text.Fold(nameOrID))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrNoKey
		}
		if err := check(found[0].Version); err != nil {
			return err
		}
		return revoke(ctx, tx, &found[0])
	})
	s.Forget()
	return err
}

func revoke(ctx context.Context, tx *changelog.Tx, k *Key) error {
	if !k.RevokedAt.IsZero() {
		return nil
	}
	before := k.JSON()
	k.Touch(tx.At, tx.Actor.UserID)
	k.RevokedAt = tx.At
	_, err := tx.Exec(ctx, `UPDATE api_keys SET revoked_at = $3, updated_at = $4, updated_by = $5, version = $6
		WHERE workspace_id = $1 AND id = $2`,
		tx.Workspace, k.ID, k.RevokedAt, k.UpdatedAt, record.OrNull(k.UpdatedBy), k.Version)
	if err != nil {
		return fmt.Errorf("revoke API key: %w", err)
	}
	_, err = tx.Append(changelog.APIKey, k.ID, before, k.JSON(), nil)
	return err
}
