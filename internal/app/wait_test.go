package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// TestStoppingAnswersWhoWaits: requests that wait for changes do not hold up a server
// that is told to stop, and are answered.
func TestStoppingAnswersWhoWaits(t *testing.T) {
	server := testkit.StartServer(t, testkit.Command{
		Env: []string{"LIAISON_DATABASE_URL=" + testkit.MigratedURL(t, database.SQLite)},
	})
	key := server.Key(t, "admin")
	wait := func(seconds, after int64) (status int, last int64) {
		status, body := send(t, "GET", fmt.Sprint(server.URL, "/api/v1/changes?count=none&wait=", seconds, "&after=", after), key, "")
		var page struct {
			LastNumber int64 `json:"last_number"`
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Errorf("%v: %s", err, body)
		}
		return status, page.LastNumber
	}
	_, head := wait(0, 1<<40)
	const most = 20
	statuses := make(chan int, most)
	for range most {
		go func() {
			status, last := http.StatusTooManyRequests, int64(0)
			for status == http.StatusTooManyRequests { // as long as the one below has a place
				status, last = wait(60, head)
			}
			if last != head {
				t.Errorf("got last_number %d, want %d", last, head)
			}
			statuses <- status
		}()
	}
	for status := http.StatusOK; status != http.StatusTooManyRequests; {
		status, _ = wait(1, head)
	}
	server.Terminate()
	for range most {
		if status := <-statuses; status != http.StatusOK {
			t.Errorf("got status %d", status)
		}
	}
	if code := server.Wait(); code != 0 {
		t.Errorf("the server ended with %d: %s", code, server.Logs())
	}
}
