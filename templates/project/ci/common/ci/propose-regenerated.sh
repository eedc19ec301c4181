#!/bin/sh
# Commits what `generate` changed to a separate branch and pushes it without force, on top of any commits of others. If
# the merge has conflicts, or somebody else pushes at the same time, it reports that and pushes nothing.
#
# usage: sh ci/propose-regenerated.sh PATCH SUMMARY [option of git push]...
#
# PUSH_TOKEN  password for the remote (default: none)
# REMOTE      where to push (default: origin)
# BRANCH      default: regenerate
set -eu
patch=$1
summary=$2
shift 2
branch=${BRANCH:-regenerate}
remote=${REMOTE:-origin}
prefix=$(git rev-parse --show-prefix)
stop() {
  echo "$1. Nothing was pushed." >&2
  exit 1
}
# Keeps the token out of URLs, files and the command line.
with_token() {
  if [ -z "${PUSH_TOKEN:-}" ]; then git "$@"; else
    git -c "credential.helper=!f() { echo username=regenerate; echo \"password=\$PUSH_TOKEN\"; }; f" "$@"
  fi
}

if [ ! -s "$patch" ]; then
  echo "The platform's API did not change."
  exit 0
fi
patch=$(cd "$(dirname "$patch")" && pwd)/$(basename "$patch")
summary=$(cd "$(dirname "$summary")" && pwd)/$(basename "$summary")
cd "$(git rev-parse --show-toplevel)"

GIT_AUTHOR_NAME=regenerate GIT_AUTHOR_EMAIL=regenerate@users.noreply.invalid
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
message() {
  echo "Regenerate from the platform's changed API"
  echo
  cat "$summary"
}

# Applies only files that `generate` writes, whatever else the patch contains.
base=$(git rev-parse HEAD)
git checkout --quiet --detach
git apply --index --whitespace=nowarn \
  --include="${prefix}openapi/*" --include="${prefix}proto/*" \
  --include="${prefix}src/generated/*" --include="${prefix}.metrics-project.json" "$patch"
message | git commit --quiet --no-verify --file -
generated=$(git rev-parse HEAD)

code=0
with_token ls-remote --exit-code --heads "$remote" "refs/heads/$branch" >/dev/null || code=$?
case $code in
  0) with_token fetch --quiet "$remote" "refs/heads/$branch" && tip=$(git rev-parse FETCH_HEAD) ;;
  2) tip=$base ;;
  *) stop "Cannot read from $remote" ;;
esac

if git merge-base --is-ancestor "$tip" "$base"; then
  # The branch does not exist, or was merged completely.
  echo "Proposing the change on the branch $branch"
else
  git checkout --quiet --detach "$tip"
  git merge --quiet --no-ff --no-commit "$generated" >/dev/null 2>&1 || true
  # For generated files, the newly generated version wins.
  git diff --name-only --no-renames --diff-filter=AM "$base" "$generated" | while IFS= read -r path; do
    git checkout --quiet "$generated" -- "$path"
  done
  git diff --name-only --no-renames --diff-filter=D "$base" "$generated" | while IFS= read -r path; do
    git rm --quiet --force --ignore-unmatch -- "$path"
  done
  git checkout --quiet "$generated" -- "${prefix}openapi" "${prefix}src/generated/api"
  conflicts=$(git diff --name-only --diff-filter=U | tr '\n' ' ')
  if [ -n "$conflicts" ]; then
    git merge --abort || git reset --quiet --hard
    stop "The branch $branch and the default branch both changed $conflicts- merge one into the other by hand, or delete $branch"
  fi
  if git diff --cached --quiet "$tip"; then
    git reset --quiet --hard
    echo "The branch $branch already has the change."
    exit 0
  fi
  message | git commit --quiet --no-verify --file -
  echo "Adding the change to the branch $branch, after the commits of others"
fi
with_token push --quiet "$@" "$remote" "HEAD:refs/heads/$branch" ||
  stop "Cannot push the branch $branch: somebody else may have pushed to it at the same time. The next run adds to that push"
