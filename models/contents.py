"""Contents: posts and comments as one stream."""

from models.table import View

Content = View(
    name="Content",
    select=(
        "select 'Post' as kind, said.id, said.author_id, said.created_at from posts said"
        " where said.network_id = {network} and {visible:Post:said}"
        " union all"
        " select 'Comment', said.id, said.author_id, said.created_at from comments said"
        " where said.network_id = {network} and {visible:Comment:said}"
    ),
    columns={"kind": "text", "id": "uuid", "author_id": "uuid", "created_at": "timestamptz"},
)
