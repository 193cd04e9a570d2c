// Command mirror keeps a copy of all contacts of a Liaison workspace in a file and
// follows what changes. It shows how a program stays in step with Liaison; see
// "Mirror Liaison" in docs/conventions.md. It needs the standard library alone.
//
//	LIAISON_URL=http://127.0.0.1:8080 LIAISON_API_KEY=… mirror contacts.json
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: LIAISON_URL=… LIAISON_API_KEY=… mirror FILE")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	m := &mirror{url: os.Getenv("LIAISON_URL") + "/api/v1", key: os.Getenv("LIAISON_API_KEY"), file: os.Args[1]}
	err := m.run(ctx)
	stopped := ctx.Err() != nil
	stop()
	if err != nil && !stopped {
		fmt.Fprintln(os.Stderr, "mirror:", err)
		os.Exit(1)
	}
}

// mirror is the copy, and where it comes from.
type mirror struct {
	url, key, file string

	Number   int64                      `json:"number"` // of the last change in the copy
	Contacts map[string]json.RawMessage `json:"contacts"`
}

// run takes the copy up where it was left, or makes it, and follows the changes
// until ctx ends.
func (m *mirror) run(ctx context.Context) error {
	kept, err := os.ReadFile(m.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = m.copyAll(ctx)
	case err == nil:
		err = json.Unmarshal(kept, m)
	}
	for err == nil && ctx.Err() == nil {
		err = m.follow(ctx)
	}
	return err
}

// copyAll reads the newest number first and all contacts then: what changes while it
// reads is read again by follow.
func (m *mirror) copyAll(ctx context.Context) error {
	var head struct {
		LastNumber int64 `json:"last_number"`
	}
	if err := m.get(ctx, m.url+"/changes?ordering=-number&limit=1&fields=number&count=none", &head); err != nil {
		return err
	}
	m.Number, m.Contacts = head.LastNumber, map[string]json.RawMessage{}
	for next := m.url + "/contacts?page_size=200&count=none&ordering=created_at"; next != ""; {
		var page struct {
			Next    string            `json:"next"`
			Results []json.RawMessage `json:"results"`
		}
		if err := m.get(ctx, next, &page); err != nil {
			return err
		}
		for _, contact := range page.Results {
			id, _, err := identify(contact)
			if err != nil {
				return err
			}
			m.Contacts[id] = contact
		}
		next = page.Next
	}
	return m.keep()
}

// follow waits for the next changes, brings them into the copy and keeps it with
// their number.
func (m *mirror) follow(ctx context.Context) error {
	var feed struct {
		LastNumber int64 `json:"last_number"`
		Results    []struct {
			Record string          `json:"record"`
			Action string          `json:"action"`
			After  json.RawMessage `json:"after"`
		} `json:"results"`
	}
	query := "/changes?kind=contact&wait=60&limit=100&count=none&fields=record,action,after&after=" + strconv.FormatInt(m.Number, 10)
	if err := m.get(ctx, m.url+query, &feed); err != nil {
		return err
	}
	for _, change := range feed.Results {
		if change.Action == "delete" {
			delete(m.Contacts, change.Record)
			continue
		}
		newer, err := m.isNewer(change.Record, change.After)
		if err != nil {
			return err
		}
		if newer {
			m.Contacts[change.Record] = change.After
		}
	}
	m.Number = feed.LastNumber
	return m.keep()
}

// isNewer reports whether a record is newer than the copy: what was read after the
// number may be ahead of the changes that follow.
func (m *mirror) isNewer(id string, record json.RawMessage) (bool, error) {
	kept, is := m.Contacts[id]
	if !is {
		return true, nil
	}
	_, has, err := identify(kept)
	if err != nil {
		return false, err
	}
	_, gets, err := identify(record)
	return gets > has, err
}

func identify(contact json.RawMessage) (id string, version int64, err error) {
	var known struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
	}
	err = json.Unmarshal(contact, &known)
	return known.ID, known.Version, err
}

// keep writes the copy to its file, whole or not at all.
func (m *mirror) keep() error {
	content, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := os.WriteFile(m.file+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(m.file+".new", m.file)
}

// get reads JSON. A server that is busy, or away for a moment, is asked again.
func (m *mirror) get(ctx context.Context, url string, into any) error {
	for {
		again, err := m.try(ctx, url, into)
		if again == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(again):
		}
	}
}

// try asks once, and returns after which time to ask again, 0 for never.
func (m *mirror) try(ctx context.Context, url string, into any) (again time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+m.key)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return time.Second, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch resp.StatusCode {
	case http.StatusOK:
		return 0, json.NewDecoder(resp.Body).Decode(into)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return time.Duration(max(1, seconds)) * time.Second, nil
	}
	return 0, fmt.Errorf("GET %s: %s", url, resp.Status)
}
