// What there is to try while `make dev` runs.
console.log(`The word count, kept as manifests/wordcount says: change a file there and see. Ctrl-C stops; .xflow keeps
what there was. In another terminal:

  alias xflow="node $PWD/dist/main.js" xflowctl="node $PWD/dist/ctl.js"
  xflowctl status --local
  xflow manifests/wordcount --local -p FileUploaded '{"execution_id": "ex1", "message": "to be or not to be"}'
  xflow manifests/wordcount --local -t compute_word_count ex1
  xflowctl events --local
  curl 127.0.0.1:9464/metrics
`);
