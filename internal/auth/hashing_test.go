package auth

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/problem"
)

// TestNoMorePasswordsAtWorkThanPlaces: so many are worked on, so many wait, and
// the others are told to come again.
func TestNoMorePasswordsAtWorkThanPlaces_AUT_09(t *testing.T) {
	h := newHashing()
	for range cap(h.atWork) {
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	waiting, cancel := context.WithCancel(t.Context())
	entered := make(chan error)
	for range mostWaiting {
		go func() { entered <- h.enter(waiting) }()
	}
	for h.waiting.Load() < int64(cap(h.atWork)+mostWaiting) {
		runtime.Gosched()
	}
	if _, _, err := h.verify(t.Context(), "a password", nobodys); !problem.Is(err, problem.Unavailable) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := h.hash(t.Context(), "a password"); !problem.Is(err, problem.Unavailable) {
		t.Errorf("one too many: %v", err)
	}
	h.leave()
	if err := <-entered; err != nil {
		t.Errorf("the first who waited: %v", err)
	}
	cancel()
	for range mostWaiting - 1 {
		if err := <-entered; !errors.Is(err, context.Canceled) {
			t.Errorf("one who went away: %v", err)
		}
	}
	for range cap(h.atWork) {
		h.leave()
	}
	if h.waiting.Load() != 0 || len(h.atWork) != 0 {
		t.Errorf("%d are counted, %d at work", h.waiting.Load(), len(h.atWork))
	}
	if match, old, err := h.verify(t.Context(), "a password", nobodys); match || old || err != nil {
		t.Errorf("nobody's password: %v, %v, %v", match, old, err)
	}
}

// TestNetworksAreForgotten: those whose window is over first.
func TestNetworksAreForgotten_AUT_04(t *testing.T) {
	n, from := newNetworks(), time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	name := func(i int) string { return string(rune('A'+i%26)) + string(rune(i+1000)) }
	for i := range mostNetworks {
		if err := n.take(name(i), from); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.take("one more", from); err != nil || len(n.of) > mostNetworks*3/4+1 {
		t.Errorf("%d are kept, %v", len(n.of), err)
	}
	later := from.Add(networkWindow)
	for i := range mostNetworks {
		if err := n.take("later"+name(i), later); err != nil {
			t.Fatal(err)
		}
	}
	if len(n.of) > mostNetworks || n.of["one more"] != nil {
		t.Errorf("%d are kept", len(n.of))
	}
	n.takeBack("unknown")
}
