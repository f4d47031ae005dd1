package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// folder is where everything lies that a control plane makes, and it leaves nothing behind.
type folder struct {
	path string
	made bool // whether the folder itself is ours to remove
}

// openFolder takes a new or an empty folder: what it holds in the end was then made here, and may be removed.
func openFolder(path string) (*folder, error) {
	err := os.Mkdir(path, 0o700)
	if err == nil {
		return &folder{path: path, made: true}, nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("%s is not empty", path)
	}
	return &folder{path: path}, nil
}

func (f *folder) empty() error {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := os.RemoveAll(f.path + string(os.PathSeparator) + entry.Name()); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) remove() error {
	if f.made {
		return os.RemoveAll(f.path)
	}
	return f.empty()
}
