package httpserver

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestPatientRequestsOutliveTheTimeOfOthers: a request that waits is neither taken
// for one whose client went away when the time to read it is up, nor cut off when
// the time to answer is, and it does not keep others out.
func TestPatientRequestsOutliveTheTimeOfOthers(t *testing.T) {
	entered, over := make(chan struct{}), make(chan struct{})
	shed := &shedder{atWork: make(chan struct{}, 1), patience: time.Hour}
	handler := observe(Options{Log: slog.New(slog.DiscardHandler), NewID: func() string { return "id" }, Metrics: NewMetrics()}, newSite(&Options{}),
		shed.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/other" {
				return
			}
			ctx, done := Patient(r.Context(), time.Hour)
			defer done()
			if until, _ := ctx.Deadline(); time.Until(until) < 2*deadline {
				t.Errorf("it may wait for %v", time.Until(until))
			}
			close(entered)
			select {
			case <-over:
				_, _ = io.WriteString(w, "answered")
			case <-ctx.Done():
				t.Error("it was given up")
			}
		})))
	server := httptest.NewUnstartedServer(handler)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	server.Start()
	defer server.Close()
	go func() {
		<-entered
		if resp, err := server.Client().Get(server.URL + "/other"); err != nil || resp.StatusCode != http.StatusOK { // nobody waits for a place: most is 0
			t.Errorf("another request: %v, %v", resp, err)
		}
		time.Sleep(4 * server.Config.ReadTimeout) // so that both times are up, however slow the machine is
		close(over)
	}()
	resp, err := server.Client().Get(server.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "answered" {
		t.Errorf("got %q, %v", body, err)
	}
}

// TestPatientRequestsEndWithTheirClient: the context of one that waits ends when its
// client goes away.
func TestPatientRequestsEndWithTheirClient(t *testing.T) {
	ended := make(chan struct{})
	entered := make(chan struct{})
	server := httptest.NewServer(observe(Options{Log: slog.New(slog.DiscardHandler), NewID: func() string { return "id" }, Metrics: NewMetrics()}, newSite(&Options{}),
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			ctx, done := Patient(r.Context(), time.Hour)
			defer done()
			close(entered)
			<-ctx.Done()
			close(ended)
		})))
	defer server.Close()
	go func() {
		<-entered
		server.CloseClientConnections()
	}()
	if resp, err := server.Client().Get(server.URL); err == nil {
		_ = resp.Body.Close()
		t.Error("the request was answered")
	}
	<-ended
}
