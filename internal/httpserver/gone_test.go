package httpserver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

// counted is how often the metrics have a status.
func (s *server) counted(status string) int {
	s.Helper()
	w := httptest.NewRecorder()
	s.metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	n := 0
	for line := range strings.Lines(w.Body.String()) {
		var one int
		if strings.HasPrefix(line, "liaison_http_request_duration_seconds_count") && strings.Contains(line, `status="`+status+`"`) {
			_, _ = fmt.Sscan(line[strings.LastIndex(line, " ")+1:], &one)
			n += one
		}
	}
	return n
}

// TestAClientThatGoesAwayIsNoError: whatever a handler makes of it.
func TestAClientThatGoesAwayIsNoError(t *testing.T) {
	for name, handle := range map[string]http.HandlerFunc{
		"the database gives up": func(w http.ResponseWriter, r *http.Request) {
			httpserver.WriteProblem(w, r, fmt.Errorf("read: %w", r.Context().Err()))
		},
		"an unknown error": func(w http.ResponseWriter, r *http.Request) { httpserver.WriteProblem(w, r, errors.New("interrupted")) },
		"overloaded": func(w http.ResponseWriter, r *http.Request) {
			httpserver.WriteProblem(w, r, problem.New(problem.Unavailable, "x"))
		},
		"nothing is answered":   func(http.ResponseWriter, *http.Request) {},
		"it was done all right": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) },
	} {
		s := newServer(t, httpserver.Options{})
		o := options(httpserver.Options{})
		o.Log, o.Metrics = s.logger(), s.metrics
		s.Handler = httpserver.Handler(o, handle)
		ctx, leave := context.WithCancel(t.Context())
		leave()
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
		if line := s.logged(); line["status"] != 499.0 || line["level"] != "DEBUG" || s.counted("499") != 1 {
			t.Errorf("%s: %v", name, line)
		}
	}
}

// TestAPanicIsAFaultWhoeverIsGone: it is not hidden behind a client that left.
func TestAPanicIsAFaultWhoeverIsGone(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	ctx, leave := context.WithCancel(t.Context())
	leave()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/panic", nil).WithContext(ctx))
	if line := s.logged(); line["status"] != 500.0 || line["level"] != "ERROR" {
		t.Errorf("got %v", line)
	}
}

// TestClientsThatHangUp does it over a real connection: while the body is on its
// way, in every framing, and while the answer is.
func TestClientsThatHangUp(t *testing.T) {
	for name, head := range map[string]string{
		"in a body":             "POST /contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
		"in a chunk":            "POST /contacts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
		"in a large body":       "POST /batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
		"while it is worked on": "GET /waits HTTP/1.1\r\nHost: x\r\n\r\n",
		"while it is answered":  "GET /streams HTTP/1.1\r\nHost: x\r\n\r\n",
		"while that is packed":  "GET /streams HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n",
		"and it is broken off":  "GET /aborts HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, httpserver.Options{})
			began, done := make(chan struct{}), make(chan struct{})
			o := options(httpserver.Options{})
			o.Log, o.Metrics = s.logger(), s.metrics
			inner := httpserver.Handler(o, slowly(t, began))
			running := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(done)
				inner.ServeHTTP(w, r)
			}))
			defer running.Close()
			conn, err := net.Dial("tcp", running.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, head); err != nil {
				t.Fatal(err)
			}
			<-began
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
			<-done
			if line := s.logged(); line["status"] != 499.0 || line["level"] != "DEBUG" || s.counted("499") != 1 {
				t.Errorf("got %v", line)
			}
		})
	}
}

// slowly handles requests that clients hang up on, and says when one has begun.
func slowly(t *testing.T, began chan struct{}) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/contacts", func(w http.ResponseWriter, r *http.Request) {
		close(began)
		if _, err := io.ReadAll(r.Body); err != nil {
			httpserver.WriteProblem(w, r, err)
		}
	})
	mux.HandleFunc("/batch", func(w http.ResponseWriter, r *http.Request) {
		close(began)
		httpserver.LimitBody(w, r, 1<<20)
		if _, err := io.ReadAll(r.Body); err != nil {
			httpserver.WriteProblem(w, r, err)
		}
	})
	mux.HandleFunc("/waits", func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
		httpserver.WriteProblem(w, r, r.Context().Err())
	})
	mux.HandleFunc("/streams", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		noise := []byte(strings.Repeat("a line of a long file\n", 1000))
		for first := true; ; first = false {
			if _, err := w.Write(noise); err != nil {
				return
			}
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			if first {
				close(began)
			}
		}
	})
	mux.HandleFunc("/aborts", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		close(began)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
	return mux
}

// TestBrokenChunksAreBadInput: a body that is not framed as it says is no fault of
// the server.
func TestBrokenChunksAreBadInput(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	running := httptest.NewServer(s)
	defer running.Close()
	conn, err := net.Dial("tcp", running.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /contacts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 12)
	if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 400" {
		t.Errorf("got %q, %v", answer, err)
	}
}

// TestWhoIsNotServedInTimeIsNoClientThatLeft: the end of the time is another thing.
func TestWhoIsNotServedInTimeIsNoClientThatLeft(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	o := options(httpserver.Options{})
	o.Log, o.Metrics = s.logger(), s.metrics
	s.Handler = httpserver.Handler(o, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpserver.WriteProblem(w, r, r.Context().Err())
	}))
	ctx, stop := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer stop()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
	if line := s.logged(); line["status"] != 503.0 || line["level"] != "WARN" {
		t.Errorf("got %v", line)
	}
}
