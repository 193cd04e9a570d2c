package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

const (
	accessLives  = 15 * time.Minute
	refreshLives = 14 * 24 * time.Hour // from signing in, however often it is refreshed
	leeway       = time.Minute         // for clocks of other machines

	issuer   = "liaison"
	audience = "liaison-api"
	// maxToken bounds what is looked at, in bytes; ours have some 400.
	maxToken = 2048
)

// The types of tokens, as their headers have them (RFC 8725, section 3.11).
const (
	accessType  = "at+jwt"
	refreshType = "rt+jwt"
)

// Tokens are what somebody who signed in goes on with.
type Tokens struct {
	Access  string // good for 15 minutes
	Refresh string // good for one exchange
}

// claims is what a token says. All of it is demanded.
type claims struct {
	jwt.RegisteredClaims

	Session string `json:"sid"`
}

// Validate implements jwt.ClaimsValidator.
func (c *claims) Validate() error {
	for _, id := range []string{c.Subject, c.Session, c.ID} {
		if !record.ValidID(id) {
			return errors.New("sub, sid and jti are ids")
		}
	}
	return nil
}

// IsToken reports whether what a client brings has the form of a token and not
// that of an API key.
func IsToken(text string) bool {
	return !strings.HasPrefix(text, keyPrefix) && strings.Count(text, ".") == 2
}

// session is the time from when somebody signed in to when that ends.
type session struct {
	id, userID      string
	kind            SessionKind
	expires         database.Time
	remember        bool   // asked to last for days
	device, network string // where that was
}

// tokens signs a pair of tokens for a session.
func (s *Store) tokens(ctx context.Context, of session) (*Tokens, error) {
	key, err := s.signingKey(ctx)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	access := now.Add(accessLives)
	if access.After(of.expires.Time) {
		access = of.expires.Time
	}
	var t Tokens
	if t.Access, err = s.sign(key, accessType, of, now, access); err != nil {
		return nil, err
	}
	t.Refresh, err = s.sign(key, refreshType, of, now, of.expires.Time)
	return &t, err
}

func (s *Store) sign(key *signingKey, kind string, of session, now database.Time, expires time.Time) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, &claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Audience: jwt.ClaimStrings{audience}, Subject: of.userID, ID: s.db.NewID(),
			IssuedAt: jwt.NewNumericDate(now.Time), NotBefore: jwt.NewNumericDate(now.Time), ExpiresAt: jwt.NewNumericDate(expires),
		},
		Session: of.id,
	})
	token.Header["typ"], token.Header["kid"] = kind, key.id
	signed, err := token.SignedString(key.secret)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return signed, nil
}

var errBadToken = problem.New(problem.Unauthorized, "The token is invalid or has expired.")

// read returns what a token of a type says. The error for any that is not good
// is an Unauthorized; others come from the database.
func (s *Store) read(ctx context.Context, text, kind string) (*claims, error) {
	if len(text) > maxToken {
		return nil, errBadToken
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithStrictDecoding(),
		jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithLeeway(leeway),
		jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired(), jwt.WithIssuedAt(),
		jwt.WithTimeFunc(func() time.Time { return s.db.Now().Time }),
	)
	var c claims
	var failure error
	_, err := parser.ParseWithClaims(text, &c, func(t *jwt.Token) (any, error) {
		key, err := s.keyOf(ctx, t, kind)
		failure = err
		if err != nil {
			return nil, err
		}
		return key.secret, nil
	})
	switch {
	case failure != nil && !problem.Is(failure, problem.Unauthorized):
		return nil, failure
	case err != nil:
		return nil, errBadToken
	}
	return &c, nil
}

// keyOf returns the key that a token names. A header with anything in it that
// ours do not have, such as the address of a key, is refused.
func (s *Store) keyOf(ctx context.Context, t *jwt.Token, kind string) (*signingKey, error) {
	for name := range t.Header {
		if !slices.Contains([]string{"alg", "typ", "kid"}, name) {
			return nil, errBadToken
		}
	}
	id, _ := t.Header["kid"].(string)
	if t.Header["typ"] != kind || !record.ValidID(id) {
		return nil, errBadToken
	}
	return s.verifyingKey(ctx, id)
}

// AuthenticateToken returns who an access token is, in the workspace named by
// its slug; "" for none named. The error for a token that is not good is an
// Unauthorized; others come from the database. Where it is not clear which
// workspace is meant, the principal can do nothing, and its Refusal says why.
func (s *Store) AuthenticateToken(ctx context.Context, token, workspace string) (*Principal, error) {
	if len(token) > maxToken || len(workspace) > maxToken {
		return nil, errBadToken
	}
	sum := sha256.Sum256([]byte(token + "\n" + workspace))
	now := s.db.Now()
	found, ok := s.known.get(sum, now)
	if !ok {
		var err error
		if found, err = s.lookUpToken(ctx, token, workspace); err != nil {
			return nil, err
		}
		found.at = now
		s.known.put(sum, found)
	}
	if found.refused != nil {
		return nil, found.refused
	}
	if !now.Before(found.expires.Time) {
		return nil, errBadToken
	}
	return found.principal, nil
}

func (s *Store) lookUpToken(ctx context.Context, token, workspace string) (knownKey, error) {
	c, err := s.read(ctx, token, accessType)
	if refused := (*problem.Error)(nil); errors.As(err, &refused) && refused.Kind == problem.Unauthorized {
		return knownKey{refused: refused}, nil
	}
	if err != nil {
		return knownKey{}, err
	}
	u, err := s.sessionUser(ctx, c.Session, c.Subject)
	if err != nil {
		return knownKey{}, err
	}
	if u == nil {
		return knownKey{refused: problem.New(problem.Unauthorized, "The session has ended; sign in again.")}, nil
	}
	p, err := s.principalIn(ctx, u, workspace)
	if err != nil {
		return knownKey{}, err
	}
	p.SessionID = c.Session
	return knownKey{principal: p, expires: database.At(c.ExpiresAt.Add(leeway))}, nil
}

// secretHash is the form of a refresh token that is stored.
func secretHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
