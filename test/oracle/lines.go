package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
)

// answerLines decodes each line of in, answers it and writes the answers in the order of the questions. Answers are
// flushed whenever none is waiting, so that a caller may ask one at a time or ten thousand at once.
func answerLines[Q, A any](in io.Reader, out io.Writer, answer func(Q) A) error {
	type pending = chan A
	queue := make(chan pending, 4*runtime.GOMAXPROCS(0))
	readErr := make(chan error, 1)
	go func() {
		defer close(queue)
		readErr <- readLines(in, func(question Q) {
			slot := make(pending, 1)
			queue <- slot
			go func() { slot <- answer(question) }()
		})
	}()

	buffered := bufio.NewWriter(out)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for slot := range queue {
		if err := encoder.Encode(<-slot); err != nil {
			return err
		}
		if len(queue) == 0 {
			if err := buffered.Flush(); err != nil {
				return err
			}
		}
	}
	return errors.Join(<-readErr, buffered.Flush())
}

// readLines has no limit on the length of a line: a manifest may be larger than what the API server takes.
func readLines[Q any](in io.Reader, each func(Q)) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			var question Q
			if err := json.Unmarshal(line, &question); err != nil {
				return fmt.Errorf("line %d: %w", number, err)
			}
			each(question)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
