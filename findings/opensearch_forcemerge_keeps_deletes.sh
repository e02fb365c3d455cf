#!/usr/bin/env bash
# OpenSearch 2.19.3: _forcemerge?only_expunge_deletes=true right after documents were deleted answers that all shards
# succeeded, and expunges nothing, with index.merge.policy.expunge_deletes_allowed at 0, after _refresh and a forced
# _flush, with no replica there has ever been. The retention lease that a shard holds for itself keeps every operation
# since the lease was last renewed, which a shard does each 30 seconds; the interval is no setting. Until then BM25 goes
# on counting what was deleted, and the statistics of the index tell so ("deleted": 10). In a clone of the index
# (_clone) the deletes are gone at once.
#
# Seen: opensearch 2.19.3 (Maven Central, org.opensearch.distribution.integ-test-zip), Java 17, 2026-12-01.
# Needs: bash, curl, python3, java 11 or newer, maven; port 9377; not root, or root who may use setpriv.
set -euo pipefail
VERSION=2.19.3 PORT=9377
work=$(mktemp -d)
server=
finish() { [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }; rm -rf "$work"; }
trap finish EXIT
mvn --quiet --batch-mode dependency:copy -DoutputDirectory="$work" \
  -Dartifact="org.opensearch.distribution.integ-test-zip:opensearch:$VERSION:zip"
python3 -m zipfile -e "$work/opensearch-$VERSION.zip" "$work"
home=$work/opensearch-$VERSION
chmod +x "$home"/bin/*
cat > "$home/config/opensearch.yml" <<END
discovery.type: single-node
http.port: $PORT
network.host: 127.0.0.1
END
as=()
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$work"; chown -R nobody "$home"; as=(setpriv --reuid=nobody --clear-groups)
fi
JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
OPENSEARCH_JAVA_HOME=$JAVA_HOME OPENSEARCH_JAVA_OPTS="-Xms512m -Xmx512m" "${as[@]}" "$home/bin/opensearch" >"$work/log" 2>&1 &
server=$!
call() { curl --silent --show-error --fail -X "$1" -H 'Content-Type: application/json' "http://127.0.0.1:$PORT$2" ${3:+-d "$3"}; }
for _ in $(seq 120); do call GET / >/dev/null 2>&1 && break; sleep 1; done
docs() { call GET "/$1/_stats/docs" | python3 -c 'import json,sys; d=json.load(sys.stdin)["_all"]["primaries"]["docs"]; print(d["count"], "documents,", d["deleted"], "deleted")'; }

call PUT /news '{"settings": {"number_of_shards": 1, "number_of_replicas": 0, "merge.policy.expunge_deletes_allowed": 0}}' >/dev/null
for n in 0 1 2 3 4 5 6 7 8 9; do call PUT "/news/_doc/$n" '{"t": "a b c"}' >/dev/null; done
call POST /news/_refresh >/dev/null; call POST /news/_flush >/dev/null
for n in 0 1 2 3 4; do call DELETE "/news/_doc/$n" >/dev/null; done
call POST /news/_refresh >/dev/null; call POST '/news/_flush?force=true' >/dev/null
echo "before:   $(docs news)"
echo "answer:   $(call POST '/news/_forcemerge?only_expunge_deletes=true')"
call POST /news/_refresh >/dev/null
after=$(docs news)
echo "after:    $after"
call PUT /news/_settings '{"index.blocks.write": true}' >/dev/null
call POST /news/_clone/copy '{"settings": {"index.blocks.write": null, "index.number_of_replicas": 0}}' >/dev/null
call GET '/_cluster/health/copy?wait_for_status=green&timeout=60s' >/dev/null
clone=$(docs copy)
echo "clone:    $clone"
[ "$after" = "5 documents, 10 deleted" ] && [ "$clone" = "5 documents, 0 deleted" ]
