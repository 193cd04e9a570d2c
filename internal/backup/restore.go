package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/liaison/liaison/internal/database"
)

// Source is a backup that is to be restored.
type Source struct {
	path       string
	form       form
	identities []age.Identity
	progress   database.Progress
}

// Open looks at a backup. identity is the file with the secret keys of age that
// open it, one a line, as age-keygen writes them; "" for none. It refuses a file
// that is no backup, and one that is encrypted when there is no identity.
func Open(path, identity string, progress database.Progress) (*Source, error) {
	form, err := formOf(path)
	if err != nil {
		return nil, err
	}
	s := &Source{path: path, form: form, progress: progress}
	switch {
	case identity != "":
		s.identities, err = readIdentities(identity)
	case form == encrypted:
		err = fmt.Errorf("%s is encrypted: pass the file with the secret key with --identity", path)
	}
	return s, err
}

func readIdentities(path string) ([]age.Identity, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's choice
	if err != nil {
		return nil, fmt.Errorf("read the secret key: %w", err)
	}
	defer func() { _ = f.Close() }()
	identities, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%s does not contain an age secret key as age-keygen writes it: %w", path, err)
	}
	return identities, nil
}

// Vacant refuses the place of an SQLite database where there is one, or what
// SQLite would take for a part of one.
func Vacant(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		_, err := os.Lstat(name)
		switch {
		case err == nil:
			return fmt.Errorf("%s already exists, and a restore needs an empty place: move the file away, or "+
				"choose another database with --database-url", name)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("look for a database: %w", err)
		}
	}
	return nil
}

// ToFile makes the SQLite database at path of the backup and returns how many
// rows it has. The file gets its name when it is whole, and replaces none.
func (s *Source) ToFile(ctx context.Context, path string) (rows int64, err error) {
	if err := Vacant(path); err != nil {
		return 0, err
	}
	work, err := newWorkshop(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	if rows, err = s.unpack(ctx, work.plain()); err != nil {
		return 0, database.OnDisk(path, err)
	}
	if err := syncFile(work.plain()); err != nil {
		return 0, database.OnDisk(path, fmt.Errorf("write the database: %w", err))
	}
	// A second name replaces no file that somebody made meanwhile, as renaming would.
	if err := os.Link(work.plain(), path); err != nil {
		return 0, database.OnDisk(path, fmt.Errorf("name the database: %w", err))
	}
	return rows, syncFolder(path)
}

// ToDatabase fills an empty PostgreSQL database from the backup and returns how
// many rows it has then. It works in the folder for temporary files.
func (s *Source) ToDatabase(ctx context.Context, db *database.DB) (rows int64, err error) {
	work, err := newWorkshop(filepath.Join(os.TempDir(), "liaison"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	if _, err = s.unpack(ctx, work.plain()); err != nil {
		return 0, err
	}
	counts, err := db.Load(ctx, work.plain(), s.progress)
	if errors.Is(err, database.ErrNotEmpty) {
		return 0, fmt.Errorf("%w: a restore needs an empty database, so create one and pass it with --database-url", err)
	}
	return counts.Sum(), err
}

// unpack makes a database file of the newest schema of the backup, verified.
func (s *Source) unpack(ctx context.Context, plain string) (rows int64, err error) {
	if err := s.write(ctx, plain); err != nil {
		return 0, err
	}
	counts, err := database.Verify(ctx, plain)
	if err != nil {
		return 0, fmt.Errorf("%s cannot be restored: %w", s.path, err)
	}
	db, err := database.Open(ctx, "sqlite:"+plain, database.Options{})
	if err != nil {
		return 0, err
	}
	return counts.Sum(), errors.Join(db.Migrate(ctx), db.Close())
}

func (s *Source) write(ctx context.Context, plain string) (err error) {
	in, err := watch(ctx, s.path, "pages read", s.progress)
	if err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	content, err := s.decode(in)
	if err != nil {
		return err
	}
	defer content.Close()
	out, err := os.OpenFile(plain, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in our workshop
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err = io.Copy(out, sound{content}); ctx.Err() != nil {
		return ctx.Err()
	}
	var broken *damage
	if errors.As(err, &broken) {
		return fmt.Errorf("%s is damaged or truncated: %w", s.path, err)
	}
	return err
}

// widest is how much memory a backup may ask for, in bytes: more than one that is
// not damaged does.
const widest = 128 << 20

// decode undoes the encryption and the compression.
func (s *Source) decode(in io.Reader) (*zstd.Decoder, error) {
	if s.form == encrypted {
		var err error
		in, err = age.Decrypt(in, s.identities...)
		var other *age.NoIdentityMatchError
		switch {
		case errors.As(err, &other):
			return nil, fmt.Errorf("%s is encrypted for a different key than the one in --identity", s.path)
		case err != nil:
			return nil, fmt.Errorf("%s is damaged or truncated: %w", s.path, err)
		}
	}
	return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(widest))
}

// damage is an error of what is read, and not of what is written.
type damage struct{ error }

// sound marks the errors of reading.
type sound struct{ io.Reader }

// Read implements io.Reader.
func (s sound) Read(b []byte) (int, error) {
	n, err := s.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &damage{err}
	}
	return n, err
}
