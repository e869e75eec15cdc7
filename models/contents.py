"""Contents: posts and comments as one stream, without what is deleted."""

from models.table import View

POSTS = (
    "select 'Post'::text as kind, said.id, said.author_id, said.created_at from posts said"
    " where said.network_id = {network} and said.deleted_at is null and {visible:Post:said}"
)
COMMENTS = (
    "select 'Comment'::text as kind, said.id, said.author_id, said.created_at from comments said"
    " where said.network_id = {network} and said.deleted_at is null and {visible:Comment:said}"
)

Content = View(
    name="Content",
    select=(POSTS, COMMENTS),
    columns={"kind": "text", "id": "uuid", "author_id": "uuid", "created_at": "timestamptz"},
)
