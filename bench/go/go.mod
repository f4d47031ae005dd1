module countersign.dev/bench

go 1.25
