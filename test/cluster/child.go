package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// The parent's half: a component in a process of its own. kube-apiserver and the controllers share process-wide
// registries (signal handler, feature gates, metrics) and panic when they meet in one.

// child is a running component.
type child struct {
	name    string
	log     string
	process *os.Process
	ready   chan struct{} // closed when it has said that it is ready
	ended   chan struct{} // closed when it has ended
	stdin   io.Closer
}

// startChild runs this same binary with a sub-command. Its log lies beside its data.
func startChild(dir, name string, arguments ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{name: name, log: filepath.Join(dir, name+".log"), ready: make(chan struct{}), ended: make(chan struct{})}
	log, err := os.Create(c.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()

	command := exec.Command(self, append([]string{name}, arguments...)...)
	command.Dir = dir
	command.Stderr = log
	// A terminal's Ctrl-C is for the parent, which then stops its children.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if c.stdin, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	c.process = command.Process
	go func() {
		lines := bufio.NewScanner(stdout)
		if lines.Scan() && lines.Text() == readyLine {
			close(c.ready)
		}
		io.Copy(io.Discard, stdout)
		command.Wait()
		close(c.ended)
	}()
	return c, nil
}

// stop ends it at once: there is nothing to save, and kube-apiserver takes its time over a gentle end.
func (c *child) stop() {
	c.process.Kill()
	<-c.ended
}

// failure says how it ended, with the end of its log, which is about to be removed.
func (c *child) failure() error {
	const lines = 30
	log, err := os.ReadFile(c.log)
	if err != nil {
		return fmt.Errorf("%s ended: %w", c.name, err)
	}
	tail := strings.Split(strings.TrimSpace(string(log)), "\n")
	tail = tail[max(0, len(tail)-lines):]
	return fmt.Errorf("%s ended; its last words:\n%s", c.name, strings.Join(tail, "\n"))
}

// The child's half.

const readyLine = "ready"

func sayReady() { fmt.Println(readyLine) }

// exitWithParent ends this process when its stdin does: the system closes it even if the parent was killed.
func exitWithParent() {
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
