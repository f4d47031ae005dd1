package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// kube-controller-manager's own defaults.
const (
	defaultLifetime = 365 * 24 * time.Hour
	defaultQPS      = 20
	defaultBurst    = 30
)

// attempts is how often a start is tried: between finding a free port and taking it, another may take it.
const attempts = 3

// settings are the flags of up.
type settings struct {
	dir           string
	tokens        string
	apiserverArgs stringList
	maxLifetime   time.Duration
	signerQPS     float64
	startTimeout  time.Duration
}

type stringList []string

func (l *stringList) String() string { return strings.Join(*l, " ") }

func (l *stringList) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func parseSettings(arguments []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("up", flag.ContinueOnError)
	flags.StringVar(&s.dir, "dir", "", "new or empty folder for keys, data and logs; emptied at the end")
	flags.StringVar(&s.tokens, "tokens", "", "more users, as kube-apiserver's --token-auth-file wants them: token,user,uid,\"group,…\"")
	flags.Var(&s.apiserverArgs, "apiserver-arg", "a further flag for kube-apiserver, such as --apiserver-arg=--v=4; may be repeated")
	flags.DurationVar(&s.maxLifetime, "signing-duration", defaultLifetime, "longest life of a certificate from the built-in signers")
	flags.Float64Var(&s.signerQPS, "signer-qps", defaultQPS, "API requests a second that the controllers may make, below 0 for no limit")
	flags.DurationVar(&s.startTimeout, "start-timeout", 3*time.Minute, "how long starting may take")
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	if s.dir == "" {
		return s, errors.New("--dir is missing")
	}
	absolute, err := filepath.Abs(s.dir)
	s.dir = absolute
	return s, err
}

// up starts a control plane, prints one line about it when it is ready, and stops it on SIGTERM, on SIGINT, or when
// stdin ends.
func up(arguments []string) (err error) {
	settings, err := parseSettings(arguments)
	if err != nil {
		return err
	}
	dir, err := openFolder(settings.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.remove()) }()
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	go cancelWithStdin(cancel)

	plane, err := startAny(ctx, settings, dir)
	if err != nil {
		if ctx.Err() != nil {
			return nil // asked to stop while starting: not a failure
		}
		return err
	}
	defer plane.stop()
	if err := json.NewEncoder(os.Stdout).Encode(plane.summary()); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case failed := <-plane.failed:
		return failed.failure()
	}
}

// cancelWithStdin makes the control plane end with a caller that holds the other end of stdin. A shell's background
// job has /dev/null for stdin and a person has a terminal; neither is such a caller.
func cancelWithStdin(cancel context.CancelFunc) {
	info, err := os.Stdin.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return
	}
	io.Copy(io.Discard, os.Stdin)
	cancel()
}

func startAny(ctx context.Context, settings settings, dir *folder) (*controlPlane, error) {
	var errs []error
	for range attempts {
		plane, err := start(ctx, settings)
		if err == nil {
			return plane, nil
		}
		errs = append(errs, err)
		if ctx.Err() != nil || !errors.Is(err, errPortTaken) {
			break
		}
		if err := dir.empty(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("did not start: %w", errors.Join(errs...))
}
