package restapi

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// keptFor is how long the answer to an idempotency key is kept.
const keptFor = 24 * time.Hour

// maxKey bounds an idempotency key, in bytes.
const maxKey = 255

// running are the idempotency keys whose first request is still at work in
// this process. Between processes the database's primary key decides.
type running struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (r *running) start(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys[key] {
		return false
	}
	if r.keys == nil {
		r.keys = map[string]bool{}
	}
	r.keys[key] = true
	return true
}

func (r *running) end(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, key)
}

// write runs fn in a transaction of the caller's workspace. If the request
// carries an idempotency key, the answer is kept in the same transaction, and a
// later request with the same key, path and body gets it again. Only answers
// of success are kept: a refused request has changed nothing.
func (r *request) write(ctx context.Context, body []byte, fn func(tx *changelog.Tx) (*response, error)) (*response, error) {
	return r.once(body, func(key *idempotencyKey) (*response, error) { return r.inTx(ctx, key, fn) })
}

// once runs fn with the idempotency key of the request, nil for none, while no
// other request with that key runs.
func (r *request) once(body []byte, fn func(key *idempotencyKey) (*response, error)) (*response, error) {
	key, err := r.idempotencyKey(body)
	if err != nil {
		return nil, err
	}
	if key != nil {
		if !r.api.running.start(key.id()) {
			return nil, problem.New(problem.Conflict, "The first request with this Idempotency-Key is still running; try again.")
		}
		defer r.api.running.end(key.id())
	}
	return fn(key)
}

// inTx is the transaction of write.
func (r *request) inTx(ctx context.Context, key *idempotencyKey, fn func(tx *changelog.Tx) (*response, error)) (*response, error) {
	return r.inTxOf(ctx, r.workspace(), key, fn)
}

// inTxOf is inTx for a transaction of a workspace that need not be the caller's,
// which keeps the answer.
func (r *request) inTxOf(
	ctx context.Context, workspace string, key *idempotencyKey, fn func(tx *changelog.Tx) (*response, error),
) (*response, error) {
	var resp *response
	err := changelog.InTx(ctx, r.api.DB, workspace, r.actor(), func(tx *changelog.Tx) (err error) {
		if key != nil {
			if resp, err = key.kept(ctx, tx); err != nil || resp != nil {
				return err
			}
		}
		if resp, err = fn(tx); err != nil || key == nil {
			return err
		}
		if r.route.writes() {
			if err := r.shape(resp); err != nil {
				return err
			}
		}
		return key.keep(ctx, tx, resp)
	})
	return resp, err
}

// idempotencyKey is the key of one request.
type idempotencyKey struct {
	workspace, user, route, key, bodyHash string
}

func (r *request) idempotencyKey(body []byte) (*idempotencyKey, error) {
	key := r.Header.Get("Idempotency-Key")
	sent := len(r.Header["Idempotency-Key"])
	if sent == 0 || (r.Method != http.MethodPost && r.Method != http.MethodPatch) {
		return nil, nil
	}
	if sent > 1 {
		var faults problem.Fields
		faults.Parameter("Idempotency-Key", "repeated", "The Idempotency-Key may be sent only once.")
		return nil, faults.Err()
	}
	if key == "" || len(key) > maxKey || !printable(key) {
		var faults problem.Fields
		faults.Parameter("Idempotency-Key", "invalid_key", "The Idempotency-Key must be 1 to 255 visible ASCII characters.")
		return nil, faults.Err()
	}
	path := cmp.Or(r.URL.RawPath, r.URL.Path)                          // in which a/b and a%2Fb differ
	sum := sha256.Sum256(append([]byte(r.URL.RawQuery+"\n"), body...)) // phone_region stands in the query
	return &idempotencyKey{
		workspace: r.workspace(), user: r.principal.UserID, route: r.Method + " " + path, key: key,
		bodyHash: hex.EncodeToString(sum[:]),
	}, nil
}

func printable(s string) bool {
	for _, b := range []byte(s) {
		if b < 0x20 || b > 0x7e {
			return false
		}
	}
	return true
}

func (k *idempotencyKey) id() string {
	return k.workspace + " " + k.user + " " + k.route + " " + k.key
}

// keptHeaders are the parts of an answer that are kept beside its body.
type keptHeaders struct {
	ETag, Location string
	Applied        string `json:",omitempty"`
}

// kept returns the answer that the key got before, nil if it is new.
func (k *idempotencyKey) kept(ctx context.Context, tx *changelog.Tx) (*response, error) {
	var bodyHash, headers string
	var at database.Time
	resp := &response{replayed: true}
	err := tx.QueryRow(ctx, `SELECT body_hash, status, headers, body, created_at FROM idempotency_keys
		WHERE workspace_id = $1 AND user_id = $2 AND route = $3 AND key = $4`,
		k.workspace, k.user, k.route, k.key).Scan(&bodyHash, &resp.status, &headers, &resp.body, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the idempotency key: %w", err)
	}
	if tx.At.Sub(at.Time) >= keptFor {
		_, err := tx.Exec(ctx, `DELETE FROM idempotency_keys WHERE workspace_id = $1 AND user_id = $2 AND route = $3
			AND key = $4`, k.workspace, k.user, k.route, k.key)
		return nil, err
	}
	if bodyHash != k.bodyHash {
		return nil, problem.New(problem.KeyReused, "This Idempotency-Key was used before with another body or query; use a new key.")
	}
	var h keptHeaders
	if err := json.Unmarshal([]byte(headers), &h); err != nil {
		return nil, fmt.Errorf("read the kept answer: %w", err)
	}
	resp.etag, resp.location, resp.applied = h.ETag, h.Location, h.Applied
	if len(resp.body) == 0 {
		resp.body = nil
	}
	return resp, nil
}

// keep keeps an answer. If another process kept one to the same key meanwhile,
// nothing is written; the client is told to ask again, and gets that one.
func (k *idempotencyKey) keep(ctx context.Context, tx *changelog.Tx, resp *response) error {
	headers, err := json.Marshal(keptHeaders{resp.etag, resp.location, resp.applied})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO idempotency_keys (workspace_id, user_id, route, key, body_hash, status, headers,
		body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		k.workspace, k.user, k.route, k.key, k.bodyHash, resp.status, string(headers), string(resp.body), tx.At)
	if database.Violates(err, "idempotency_keys_pkey") {
		return problem.New(problem.Conflict, "Another request with this Idempotency-Key has just finished; send this one again.")
	}
	if err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	return nil
}
