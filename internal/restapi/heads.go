package restapi

import (
	"context"
	"sync"
	"time"
)

// heads tells those who wait for changes how far the log of their workspace has
// got. However many wait, the database is asked once at a time for each workspace;
// changes of other processes are found like those of this one.
type heads struct {
	read  func(ctx context.Context, workspace string) (int64, error)
	every time.Duration

	mu sync.Mutex
	of map[string]*head // by workspace, while anybody waits
}

// head is how far one log has got.
type head struct {
	waiting int
	stop    context.CancelFunc
	number  int64
	grown   chan struct{} // closed when number grows
}

// join returns the head of a workspace's log, to be left by everybody who joined.
func (h *heads) join(workspace string) (at *head, leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at = h.of[workspace]; at == nil {
		ctx, stop := context.WithCancel(context.Background())
		at = &head{stop: stop, grown: make(chan struct{})}
		if h.of == nil {
			h.of = map[string]*head{}
		}
		h.of[workspace] = at
		go h.follow(ctx, workspace, at)
	}
	at.waiting++
	return at, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if at.waiting--; at.waiting == 0 {
			at.stop()
			delete(h.of, workspace)
		}
	}
}

// follow asks for the head again and again. A database that fails is asked again,
// too: whoever waits gives up in time.
func (h *heads) follow(ctx context.Context, workspace string, at *head) {
	ticker := time.NewTicker(h.every)
	defer ticker.Stop()
	for {
		if number, err := h.read(ctx, workspace); err == nil {
			h.grow(at, number)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (h *heads) grow(at *head, number int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if number > at.number {
		at.number = number
		close(at.grown)
		at.grown = make(chan struct{})
	}
}

// beyond waits until the log has got beyond a number, and reports false if ctx
// ended, or stopping was closed, before it did.
func (h *heads) beyond(ctx context.Context, stopping <-chan struct{}, at *head, number int64) bool {
	for {
		h.mu.Lock()
		reached, grown := at.number > number, at.grown
		h.mu.Unlock()
		if reached {
			return true
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return false
		case <-stopping:
			return false
		}
	}
}
