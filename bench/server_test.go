package bench_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/config"
)

// What a server is told by its environment: its kind, its database, and where
// to leave a CPU profile, if anywhere.
const (
	serverEnv   = "LIAISON_BENCH_SERVER"
	databaseEnv = "LIAISON_BENCH_DATABASE"
	profileEnv  = "LIAISON_BENCH_PROFILE"
)

// server is a process that serves and does nothing else, so that the CPU time
// it uses is that of its requests; the clients are in the process that started
// it.
type server struct {
	url   string
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Reader
}

func startServer(kind, databaseFile, dir string) (*server, error) {
	s := &server{cmd: exec.Command(os.Args[0])} //nolint:gosec // this program itself
	s.cmd.Env = append(os.Environ(), serverEnv+"="+kind, databaseEnv+"="+databaseFile)
	if *profile != "" {
		s.cmd.Env = append(s.cmd.Env, profileEnv+"="+filepath.Join(*profile, kind+".pprof"))
	}
	log, err := os.Create(filepath.Join(dir, kind+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stderr = log
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.lines = bufio.NewReader(stdout)
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := s.lines.ReadString('\n')
	if err != nil {
		said, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("the %s server did not start: %w\n%s", kind, err, said)
	}
	s.url = strings.TrimSpace(line)
	return s, nil
}

// cpu returns the CPU time, of user and system, that the process has used.
func (s *server) cpu() (time.Duration, error) {
	if _, err := fmt.Fprintln(s.stdin, "cpu"); err != nil {
		return 0, err
	}
	line, err := s.lines.ReadString('\n')
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	return time.Duration(n), err
}

func (s *server) stop() {
	s.stdin.Close()
	_ = s.cmd.Wait()
}

// serve is the main function of a server's process. It ends when its standard
// input does.
func serve(kind string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if path := os.Getenv(profileEnv); path != "" {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	go func() {
		defer stop()
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			var u syscall.Rusage
			_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
			fmt.Println(u.Utime.Nano() + u.Stime.Nano())
		}
	}()
	path := os.Getenv(databaseEnv)
	if kind == "bare" {
		return serveBare(ctx, path)
	}
	return serveLiaison(ctx, path)
}

// serveLiaison serves as `liaison serve` does, with its log in a file and a
// rate limit that counts and never strikes.
func serveLiaison(ctx context.Context, path string) error {
	const nobodyReaches = 1_000_000_000
	return app.Serve(ctx, &config.Config{
		DatabaseURL: "sqlite:" + path, Listen: "127.0.0.1:0", PoolSize: 20, RateLimit: nobodyReaches,
	}, app.Options{
		Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)), Stderr: addressWriter{}, Version: "bench",
	})
}

// addressWriter passes on the address that Liaison says it listens on.
type addressWriter struct{}

func (addressWriter) Write(line []byte) (int, error) {
	if address, ok := strings.CutPrefix(string(line), "Liaison listens on "); ok {
		fmt.Print(address)
	}
	return len(line), nil
}

func serveBare(ctx context.Context, path string) error {
	const ready = 500
	b, err := newBare(ctx, path, ready)
	if err != nil {
		return err
	}
	defer b.close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	server := &http.Server{Handler: b.routes(), ReadHeaderTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
