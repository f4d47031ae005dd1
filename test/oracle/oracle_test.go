package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// observed is a case as a real control plane of the version in the file's name decided it.
type observed struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Manifest string `json:"manifest"`
	Create   struct {
		Code    int     `json:"code"`
		Reason  string  `json:"reason"`
		Message string  `json:"message"`
		Causes  []cause `json:"causes"`
	} `json:"create"`
	Outcome     string   `json:"outcome"`
	Failed      *failure `json:"failed"`
	Certificate *struct {
		Subject string `json:"subject"`
		Seconds int64  `json:"seconds"`
	} `json:"certificate"`
}

// vectorFiles are the cases kept with the project, and in ORACLE_VECTORS any others.
func vectorFiles(t *testing.T) []string {
	files, err := filepath.Glob("../vectors/observed-*.json")
	if err != nil {
		t.Fatal(err)
	}
	if more := os.Getenv("ORACLE_VECTORS"); more != "" {
		files = append(files, more)
	}
	if len(files) == 0 {
		t.Skip("no vectors: neither ../vectors/observed-*.json nor ORACLE_VECTORS")
	}
	return files
}

func TestAgreesWithObservations(t *testing.T) {
	cluster := newTestCluster(t)
	for _, file := range vectorFiles(t) {
		var content struct {
			Vectors []observed `json:"vectors"`
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &content); err != nil {
			t.Fatal(err)
		}
		if len(content.Vectors) == 0 {
			t.Fatalf("%s holds no vectors", file)
		}
		for _, want := range content.Vectors {
			t.Run(want.ID+" "+want.Title, func(t *testing.T) {
				compare(t, want, cluster.judge(manifestCase{ID: want.ID, Manifest: want.Manifest}))
			})
		}
	}
}

func newTestCluster(t testing.TB) *cluster {
	cluster, err := newCluster()
	if err != nil {
		t.Fatal(err)
	}
	return cluster
}

func compare(t *testing.T, want observed, got verdict) {
	if got.Error != "" {
		t.Fatal(got.Error)
	}
	if got.Create.Code != want.Create.Code || got.Create.Reason != want.Create.Reason {
		t.Errorf("create %d %s, observed %d %s", got.Create.Code, got.Create.Reason, want.Create.Code, want.Create.Reason)
	}
	// The observations hold the first 1,000 characters of a message and the last 160 of a cause's.
	if !strings.HasPrefix(got.Create.Message, want.Create.Message) {
		t.Errorf("message %q\nobserved %q", got.Create.Message, want.Create.Message)
	}
	if !slices.EqualFunc(got.Create.Causes, want.Create.Causes, func(got, want cause) bool {
		return got.Reason == want.Reason && got.Field == want.Field && strings.HasSuffix(got.Message, want.Message)
	}) {
		t.Errorf("causes %+v\nobserved %+v", got.Create.Causes, want.Create.Causes)
	}
	if got.Outcome != want.Outcome {
		t.Errorf("outcome %s, observed %s", got.Outcome, want.Outcome)
	}
	if (got.Failed == nil) != (want.Failed == nil) || got.Failed != nil && *got.Failed != *want.Failed {
		t.Errorf("failed %+v, observed %+v", got.Failed, want.Failed)
	}
	if (got.Certificate == nil) != (want.Certificate == nil) {
		t.Fatalf("certificate %+v, observed %+v", got.Certificate, want.Certificate)
	}
	if want.Certificate != nil && (got.Certificate.Subject != want.Certificate.Subject || got.Certificate.Seconds != want.Certificate.Seconds) {
		t.Errorf("certificate %q %ds, observed %+v", got.Certificate.Subject, got.Certificate.Seconds, *want.Certificate)
	}
}
