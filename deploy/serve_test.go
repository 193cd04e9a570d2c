package deploy

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
)

// container is the image at work: its files as the root, its user, its
// environment, and nothing else of this machine but the network.
type container struct {
	*testing.T
	root    string
	config  dockerspec.DockerOCIImageConfig
	environ []string
	uid     int
}

func newContainer(t *testing.T, root string, environ map[string]string) *container {
	t.Helper()
	c := &container{T: t, root: root, config: imageConfig(t)}
	name, _, _ := strings.Cut(c.config.User, ":")
	var err error
	if c.uid, err = strconv.Atoi(name); err != nil {
		t.Fatal(err)
	}
	c.environ = append(c.environ, c.config.Env...)
	for name, value := range environ {
		c.environ = append(c.environ, name+"="+value)
	}
	return c
}

// command is what `docker exec` runs; a name is looked up as PATH says.
func (c *container) command(args ...string) *exec.Cmd {
	return &exec.Cmd{
		Path: "/bin/" + args[0], Args: args, Env: c.environ, Dir: c.config.WorkingDir,
		SysProcAttr: &syscall.SysProcAttr{Chroot: c.root, Credential: &syscall.Credential{
			Uid: uint32(c.uid), Gid: uint32(c.uid), //nolint:gosec // a small number
		}},
	}
}

// must runs a command that succeeds and returns what it printed.
func (c *container) must(input string, args ...string) string {
	c.Helper()
	command := c.command(args...)
	command.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	if err := command.Run(); err != nil {
		c.Fatalf("%v: %v: %s", args, err, errs.String())
	}
	return strings.TrimSpace(out.String())
}

// healthy reports what the image's health check says.
func (c *container) healthy() bool {
	return c.command(c.config.Healthcheck.Test[1:]...).Run() == nil
}

// server is a container that serves.
type server struct {
	*container
	process *exec.Cmd
	mu      sync.Mutex
	logged  bytes.Buffer
	ended   chan error
}

// Write keeps what the server says.
func (s *server) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logged.Write(b)
}

func (s *server) logs() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logged.String()
}

func (c *container) serve() *server {
	c.Helper()
	s := &server{container: c, ended: make(chan error, 1)}
	s.process = c.command(append(c.config.Entrypoint, c.config.Cmd...)...)
	s.process.Stderr = s
	if err := s.process.Start(); err != nil {
		c.Fatal(err)
	}
	go func() { s.ended <- s.process.Wait() }()
	c.Cleanup(func() { _ = s.process.Process.Kill() }) // an error if it has ended
	for deadline := time.Now().Add(time.Minute); !c.healthy(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.Fatalf("it does not become healthy:\n%s", s.logs())
		}
	}
	return s
}

// says waits for what the server says: its words come through a pipe, and can be
// read a moment after it answers.
func (s *server) says(what *regexp.Regexp) []string {
	s.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := what.FindStringSubmatch(s.logs()); found != nil {
			return found
		}
	}
	s.Fatalf("it does not say %s:\n%s", what, s.logs())
	return nil
}

// stop stops the server as an engine does.
func (s *server) stop() {
	s.Helper()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		s.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			s.Errorf("it ended with %v:\n%s", err, s.logs())
		}
	case <-time.After(15 * time.Second):
		s.Fatalf("it does not stop:\n%s", s.logs())
	}
}

// freePort is a port of this machine that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// environment is what the compose file gives a service, with its port here.
func environment(t *testing.T, service, port string) map[string]string {
	t.Helper()
	given := compose(t, []string{"LIAISON_PORT=" + port, "LIAISON_POSTGRES_PORT=" + port}, "postgres").Services[service]
	if len(given.Ports) != 1 || given.Ports[0].Published != port || fmt.Sprint(given.Ports[0].Target) != port {
		t.Errorf("%s publishes %+v, and listens on %s", service, given.Ports, port)
	}
	environ := map[string]string{}
	for name, value := range given.Environment {
		environ[name] = *value
	}
	return environ
}

// elsewhere is an address of this machine that is not the loopback's, as a
// browser's is for a container; the loopback's where there is none.
func elsewhere(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			return n.IP.String()
		}
	}
	return "127.0.0.1"
}

func request(t *testing.T, method, address, key string, body any) (status int, answer string) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// checkWork makes the first user and a record by the commands of the manual,
// stops, starts again and finds both.
func checkWork(t *testing.T, c *container, port string) {
	t.Helper()
	if c.healthy() {
		t.Fatal("the health check says that a server that is not there is healthy")
	}
	s := c.serve()
	link := s.says(regexp.MustCompile(`http://127\.0\.0\.1:` + port + `(/\S+token=\S+)\n`))
	if status, page := request(t, http.MethodGet, "http://"+net.JoinHostPort(elsewhere(t), port)+link[1], "", nil); status != 200 || !strings.Contains(page, `type="password"`) {
		t.Errorf("the set-up link answers a browser outside the container with %d:\n%s", status, page)
	}
	if strings.Contains(s.logs(), "no such setting") || strings.Contains(s.logs(), "as root") {
		t.Errorf("it warns:\n%s", s.logs())
	}
	c.must("wol-Kra7-quint-Bex\n", "liaison", "user", "create", "--username=ada", "--email=ada@example.com", "--superuser", "--password-stdin")
	key := c.must("", "liaison", "api-key", "create", "--name=check", "--role=editor")
	organizations := "http://127.0.0.1:" + port + "/api/v1/organizations"
	status, answer := request(t, http.MethodPost, organizations, key,
		map[string]string{"name": "Mill", "code": "M", "organization_type": "Company", "timezone": "Pacific/Chatham"})
	if status != http.StatusCreated {
		t.Fatalf("POST: %d %s", status, answer)
	}
	s.stop()
	again := c.serve()
	if status, answer := request(t, http.MethodGet, organizations+"?code=M&fields=timezone", key, nil); !strings.Contains(answer, "Pacific/Chatham") {
		t.Errorf("after a new start: %d %s", status, answer)
	}
	again.stop()
	if c.healthy() {
		t.Error("the health check says that a server that has stopped is healthy")
	}
}

func TestImageServesAloneAndKeepsItsData(t *testing.T) {
	root := build(t)
	checkContents(t, root)
	certificates, err := os.ReadFile(filepath.Join(root, "etc/ssl/certs/ca-certificates.crt"))
	if err != nil || !x509.NewCertPool().AppendCertsFromPEM(certificates) {
		t.Errorf("there are no certificates: %v", err)
	}
	port := freePort(t)
	c := newContainer(t, root, environment(t, "liaison", port))
	checkWork(t, c, port)
	checkWritten(t, c)
	if os.Getenv("LIAISON_TEST_POSTGRES") == "" {
		t.Fatal("there is no PostgreSQL: run scripts/check-containers.sh")
	}
	t.Run("on PostgreSQL", func(t *testing.T) {
		at, err := url.Parse(os.Getenv("LIAISON_TEST_POSTGRES"))
		if err != nil {
			t.Fatal(err)
		}
		port := freePort(t)
		environ := environment(t, "liaison-postgres", port)
		environ["PGPASSWORD"], _ = at.User.Password()
		at.User = url.User(at.User.Username())
		environ["LIAISON_DATABASE_URL"] = at.String()
		c := newContainer(t, root, environ)
		c.T = t
		checkWork(t, c, port)
	})
}

// checkWritten fails unless all that was written is the user's, in /data, and
// for nobody else to read.
func checkWritten(t *testing.T, c *container) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(c.root, "data/liaison.db")); err != nil {
		t.Error(err)
	}
	err := filepath.WalkDir(c.root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		within := strings.HasPrefix(name, filepath.Join(c.root, "data"))
		if owner := info.Sys().(*syscall.Stat_t).Uid; (int(owner) == c.uid) != within && name != c.root {
			t.Errorf("%s belongs to %d", name, owner)
		}
		if within && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %s", name, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
