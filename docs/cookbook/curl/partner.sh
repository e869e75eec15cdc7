#!/bin/sh
# Keeps a company's jobs in its alumni network under one's own ids, and follows what happens there.
#   sh partner.sh put job.json
#   sh partner.sh advance move.json
#   sh partner.sh follow cursor.txt
# ENISHI_URL and ENISHI_TOKEN say where, and who. Prints what the server says, one line of JSON a job or event.
set -eu
: "${ENISHI_URL:?}" "${ENISHI_TOKEN:?}"
here=$(dirname "$0")
over=10
wrong=11
most_seconds=30

# The token is in a file that only we read: what stands on a command line is seen by everybody on the machine.
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
printf 'Authorization: Bearer %s\nContent-Type: application/json\n' "$ENISHI_TOKEN" >"$work/headers"

# A document on one line; ours have no quotation marks and stand in JSON as they are.
document() { tr -s '\n ' '  ' <"$here/$1.graphql"; }

# Asks with the body that comes in.
ask() {
  cat >"$work/body"
  curl --silent --show-error --no-buffer --keepalive-time 20 --header @"$work/headers" --data-binary @"$work/body" \
    "$@" "$ENISHI_URL"
}

# Does what a document says with the input in a file; fails where it is refused.
act() {
  printf '{"query": "%s", "variables": {"input": %s}}' "$(document "$1")" "$(cat "$2")" | ask >"$work/answer"
  cat "$work/answer"
  echo
  grep -q '^{"data":{"[A-Za-z]*":{"refusal":null,' "$work/answer" || exit 1
}

put() { act put_job "$1"; }
advance() { act advance_application "$1"; }

# Prints what comes in a stream and keeps each cursor; the status says why it ended, 0 where it was cut.
hear() {
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
    'data: {"data":{"stream":{"cursor":"'*)
      printf '%s\n' "${line#data: }"
      cursor=${line#'data: {"data":{"stream":{"cursor":"'}
      printf '%s' "${cursor%%\"*}" >"$1.new"
      mv "$1.new" "$1"
      ;;
    *'"errors":'*)
      printf '%s\n' "${line#data: }" >&2
      return "$wrong"
      ;;
    'event: complete') return "$over" ;;
    esac
  done
}

# Follows the stream from the last cursor on, and comes back after a pause that grows.
follow() {
  seconds=1
  while :; do
    after=$(cat "$1" 2>/dev/null || :)
    status=0
    printf '{"query": "%s", "variables": {%s}}' "$(document stream)" "${after:+"\"after\": \"$after\""}" |
      ask --header 'Accept: text/event-stream' | hear "$1" || status=$?
    [ "$status" -ne "$over" ] || return 0
    [ "$status" -eq 0 ] || return 1
    if [ "$after" != "$(cat "$1" 2>/dev/null || :)" ]; then seconds=1; fi
    # With chance in it, so that not all clients come back at once.
    sleep "$(awk -v most="$seconds" 'BEGIN { srand(); print 1 + int(rand() * most) }')"
    seconds=$((seconds * 2 < most_seconds ? seconds * 2 : most_seconds))
  done
}

case ${1-} in
put | advance | follow) "$1" "${2:?a file}" ;;
*) sed -n '2,6s/^# *//p' "$0" >&2 && exit 2 ;;
esac
