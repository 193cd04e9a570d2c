package testkit

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// raceEnv makes Binary build with the race detector.
	raceEnv = "LIAISON_TEST_RACE"
	// coverEnv names a folder for what processes that end in good order have
	// covered, in the form that `go tool covdata` reads.
	coverEnv = "LIAISON_TEST_COVERDIR"
)

// startTime is how long a server may take until it listens; a start can wait
// for PostgreSQL for a minute.
const startTime = Patience

var built struct {
	once sync.Once
	path string
	err  error
}

// Binary returns the path of the program, which the first call in a test
// binary builds from the tree as it is.
func Binary(t testing.TB) string {
	t.Helper()
	root := projectRoot(t)
	built.once.Do(func() { built.path, built.err = build(root) })
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

func build(root string) (string, error) {
	// go test removes the folder of the test binary when it ends.
	dir := filepath.Dir(os.Args[0])
	if !strings.Contains(dir, "go-build") {
		var err error
		if dir, err = os.MkdirTemp("", "liaison-binary"); err != nil {
			return "", fmt.Errorf("build the program: %w", err)
		}
	}
	path := filepath.Join(dir, "liaison-under-test")
	args := []string{"build", "-o", path}
	if os.Getenv(raceEnv) == "1" {
		args = append(args, "-race")
	}
	if os.Getenv(coverEnv) != "" {
		args = append(args, "-cover", "-coverpkg=./internal/...,./cmd/...")
	}
	cmd := exec.Command("go", append(args, "./cmd/liaison")...) //nolint:gosec // our own arguments
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}

// Command is a run of the program.
type Command struct {
	Args  []string
	Env   []string // NAME=VALUE, in addition to PATH and the like; no LIAISON_ variable of the tests' own is passed on
	Dir   string   // the working directory, where liaison.db is; "" for an empty one
	Stdin string
}

// Process is a run of the program that goes on. What is still running when the
// test ends is killed.
type Process struct {
	URL string // of a server: http://127.0.0.1:PORT
	Dir string

	env    []string
	cmd    *exec.Cmd
	stdout output
	stderr output
	done   chan struct{}
	code   int
}

// output gathers what a process writes.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// Start runs the program and does not wait for anything.
func Start(t testing.TB, c Command) *Process {
	t.Helper()
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	p := &Process{Dir: c.Dir, env: c.Env, done: make(chan struct{})}
	p.cmd = exec.Command(Binary(t), c.Args...) //nolint:gosec // the program under test
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = c.Dir, &p.stdout, &p.stderr
	p.cmd.Stdin = strings.NewReader(c.Stdin)
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "LIAISON_") })
	if dir := os.Getenv(coverEnv); dir != "" {
		p.cmd.Env = append(p.cmd.Env, "GOCOVERDIR="+dir)
	}
	p.cmd.Env = append(p.cmd.Env, c.Env...)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		var exit *exec.ExitError
		if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
			p.code = -1
			return
		}
		p.code = p.cmd.ProcessState.ExitCode() // -1 for a signal
	}()
	t.Cleanup(p.Kill)
	return p
}

// Run runs the program to its end and returns what it printed and its exit
// code.
func Run(t testing.TB, c Command) (stdout, stderr string, code int) {
	t.Helper()
	p := Start(t, c)
	code = p.Wait()
	return p.Stdout(), p.Logs(), code
}

// StartServer runs `liaison serve` with more arguments, on a free port and
// without rate limits unless c says otherwise, and returns once it listens.
func StartServer(t testing.TB, c Command) *Process {
	t.Helper()
	c.Args = append([]string{"serve", "--listen=127.0.0.1:0"}, c.Args...)
	c.Env = append([]string{"LIAISON_RATE_LIMIT=0"}, c.Env...)
	p := Start(t, c)
	p.AwaitURL(t)
	return p
}

var listensAt = regexp.MustCompile(`(?m)^Liaison listens on (http://\S+)$`)

// AwaitURL waits until the server says where it listens, and fails the test if
// it ends or takes too long.
func (p *Process) AwaitURL(t testing.TB) {
	t.Helper()
	for deadline := time.Now().Add(startTime); time.Now().Before(deadline); {
		if found := listensAt.FindStringSubmatch(p.Logs()); found != nil {
			p.URL = found[1]
			return
		}
		select {
		case <-p.done:
			t.Fatalf("the server ended with %d:\n%s", p.code, p.Logs())
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatalf("the server does not listen:\n%s", p.Logs())
}

// Key makes an API key of a role with the command line, beside the server, and
// returns it.
func (p *Process) Key(t testing.TB, role string) string {
	t.Helper()
	name := fmt.Sprintf("%s %d", role, time.Now().UnixNano())
	return strings.TrimSpace(p.Command(t, "api-key", "create", "--name="+name, "--role="+role))
}

// Command runs another command in the surroundings of p, which must succeed,
// and returns its standard output. Settings that p has from flags must be
// given again.
func (p *Process) Command(t testing.TB, args ...string) string {
	t.Helper()
	stdout, stderr, code := Run(t, Command{Args: args, Env: p.env, Dir: p.Dir})
	if code != 0 {
		t.Fatalf("liaison %v ended with %d: %s", args, code, stderr)
	}
	return stdout
}

// Stdout returns what the process has written to standard output so far.
func (p *Process) Stdout() string { return p.stdout.String() }

// Logs returns what the process has written to standard error so far.
func (p *Process) Logs() string { return p.stderr.String() }

// Kill ends the process as a crash would, with SIGKILL, and waits until it is
// gone. It does nothing if it is gone already.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // gone already
	<-p.done
}

// Terminate asks the process to stop, with SIGTERM.
func (p *Process) Terminate() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // gone already
}

// Wait waits for the end of the process and returns its exit code, -1 if a
// signal ended it.
func (p *Process) Wait() int {
	<-p.done
	return p.code
}
