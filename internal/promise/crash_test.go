package promise_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// What was acknowledged is there after the server was killed in the middle of
// the work, nothing is torn, and whatever was not answered happens once when it
// is tried again with its key.
func TestKilledAtRandomMoments_DUR_01_DUR_02(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			kills := sized(3, 20)
			if engine == database.Postgres {
				kills = sized(1, 20)
			}
			p := newPlace(t, engine)
			s := p.start(t, "")
			ws := newWriters(t, 16)
			for range kills {
				before := ws.acked.Load()
				ws.start(s)
				ws.await(before + 70 + rand.Int64N(sized[int64](40, 800)))
				time.Sleep(rand.N(30 * time.Millisecond))
				s.Kill()
				ws.all.Wait()
				s = p.start(t, s.key)
				ws.verify(s)
				ws.retry(s)
				ws.verify(s)
				if t.Failed() {
					return
				}
			}
			s.Kill()
			p.check(t)
		})
	}
}

// await waits until so many requests were acknowledged in all.
func (ws *writers) await(n int64) {
	ws.t.Helper()
	for deadline := time.Now().Add(testkit.Patience); ws.acked.Load() < n && !ws.t.Failed(); {
		if time.Now().After(deadline) {
			ws.t.Fatalf("only %d of %d requests are answered", ws.acked.Load(), n)
		}
		time.Sleep(time.Millisecond)
	}
}

// A stop under load answers what is at work and refuses what is new.
func TestStopUnderLoad_DUR_06(t *testing.T) {
	for _, engine := range sized(engines[:1], engines) {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine)
			s := p.start(t, "")
			ws := newWriters(t, 16)
			for range sized(1, 20) {
				before := ws.acked.Load()
				ws.start(s)
				ws.await(before + 200)
				s = ws.stopAndStart(s)
			}
			s.stop()
			p.check(t)
		})
	}
}

// stopAndStart stops the server while the writers write and one request has
// been read by half, and starts it again.
func (ws *writers) stopAndStart(s *server) *server {
	t := s.t
	stamp := fmt.Sprintf("slow-%d", time.Now().UnixNano())
	finish := s.halfRequest(stamp)
	s.Terminate()
	ws.all.Wait()
	host := strings.TrimPrefix(s.URL, "http://")
	testkit.Until(t, "new connections are refused", func() bool {
		conn, err := net.Dial("tcp", host)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
	got := finish()
	if got.status != http.StatusCreated {
		t.Errorf("the request at work is answered with %v", got)
	}
	w := ws.list[0]
	w.kept = append(w.kept, &kept{
		id: got.json().text("id"), state: state{
			stamp: stamp, primary: got.json().list("email_addresses")[0].text("id"), version: 1,
		}, emails: ids(got.json().list("email_addresses")), phones: ids(got.json().list("phone_numbers")),
		address: got.json().list("addresses")[0].text("id"),
	})
	s.client.CloseIdleConnections()
	if code := s.Wait(); code != 0 {
		t.Errorf("it stopped with %d:\n%s", code, s.Logs())
	}
	if info, err := os.Stat(s.Dir + "/liaison.db-wal"); err == nil && info.Size() > 0 {
		t.Errorf("%d bytes are left in the log", info.Size())
	}
	s = s.place.start(t, s.key)
	ws.verify(s)
	ws.retry(s)
	ws.verify(s)
	return s
}

// halfRequest begins to create a contact and returns a function that sends the
// other half of the body and reads the answer.
func (s *server) halfRequest(stamp string) (finish func() *answer) {
	s.t.Helper()
	finishRequest := testkit.HalfRequest(s.t, s.URL, s.key, mustJSON(newPerson(stamp)))
	return func() *answer {
		resp, err := finishRequest()
		if err != nil {
			return &answer{body: []byte(err.Error())}
		}
		defer resp.Body.Close()
		read, _ := io.ReadAll(resp.Body)
		return &answer{resp.StatusCode, resp.Header, read}
	}
}
