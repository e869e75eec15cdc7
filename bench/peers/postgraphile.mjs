// PostGraphile 5: our fields as plans over its own resources, which Grafast folds into few statements.
//
// The usual row level security with pgSettings would cost a transaction and a statement more a request;
// here the rules are conditions of the plans, with the viewer from the context, so that neither is needed.
import { createServer } from "node:http";
import { Pool } from "pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { LIST_TYPES, TYPES } from "postgraphile/@dataplan/pg";
import { connection, constant, context } from "postgraphile/grafast";
import { grafserv } from "postgraphile/grafserv/node";
import { parse } from "graphql";
import { extendSchema } from "postgraphile/utils";
import { connections, database, network, port, schema } from "./database.mjs";

// The plugins make types of the tables that carry the names of ours: ours take a prefix here.
const OURS = /\b(?=(Member|Post|Comment|Position|Attribute|Group|Suggestion)[A-Za-z]*\b)/g;
const ours = schema.replace(OURS, "Seen").replace("type Query", "extend type Query").replace(/type PageInfo .*\n/, "");

const plans = extendSchema((build) => {
  const { sql, pgResources: at } = build;
  const me = () => context().get("viewer");
  // A field deep in the answer may not bring a new value to its parent's select: the viewer is bound where that begins.
  const viewers = new WeakMap();
  const mine = ($select) => {
    if (!viewers.has($select.alias)) viewers.set($select.alias, $select.placeholder(me(), TYPES.uuid));
    return viewers.get($select.alias);
  };
  const NETWORK = sql`${sql.literal(network)}::uuid`;

  const blocked = (viewer) => sql`select b.other_id from blocks b where b.member_id = ${viewer}`;
  const tied = (viewer) => sql`select t.other_id from ties t where t.member_id = ${viewer}`;
  const visible = (m, viewer) => sql`
    (${m}.network_id = ${NETWORK} and ${m}.status = 'ACTIVE'
     and (${m}.listing = 'LISTED' or ${m}.id = ${viewer} or ${m}.listing = 'TIES_ONLY' and ${m}.id in (${tied(viewer)}))
     and ${m}.id not in (${blocked(viewer)}))`;
  const saidByOthers = (s, viewer) => sql`(${s}.author_id is null or ${s}.author_id not in (${blocked(viewer)}))`;

  const only = ($rows, condition) => {
    $rows.where(condition($rows.alias, mine($rows)));
    return $rows;
  };
  const memberOf = ($id) => {
    const $rows = at.members.find({ id: $id });
    $rows.setUnique();
    return only($rows, visible).single();
  };
  const oneOf = (resource, $id) => {
    const $rows = resource.find({ id: $id });
    $rows.setUnique();
    return $rows.single();
  };
  const order = ($rows, ...columns) => {
    for (const [attribute, direction] of columns) $rows.orderBy({ attribute, direction });
    $rows.setOrderIsUnique();
    return $rows;
  };
  const expression = (codec, of) => ($row) => $row.select(of($row.getClassStep().alias, mine($row.getClassStep())), codec);
  const column = (name) => ($row) => $row.get(name);
  const keysOf = (viewer) => sql`(select v.attribute_keys from members v where v.id = ${viewer})`;
  const attributesWhere = (condition, ...by) => ($member) => {
    const $rows = at.attributes.find();
    const keys = $rows.placeholder($member.get("attribute_keys"));
    $rows.where(condition($rows.alias, keys, mine($rows)));
    return order($rows, ...by);
  };

  const all = attributesWhere((a, keys) => sql`${a}.key = any(${keys})`, ["key", "ASC"]);
  const shared = attributesWhere((a, keys, viewer) => sql`${a}.key = any(${keys} & ${keysOf(viewer)})`, ["key", "ASC"]);

  return {
    typeDefs: [parse(ours)],
    objects: {
      Query: {
        plans: {
          viewer: () => memberOf(me()),
          member: (_, { $id }) => memberOf($id),
          feed(_, { $first }) {
            const $posts = order(at.posts.find(), ["created_at", "DESC"], ["id", "DESC"]);
            const viewer = mine($posts);
            const p = $posts.alias;
            $posts.where(sql`${p}.network_id = ${NETWORK} and ${saidByOthers(p, viewer)}
              and (${p}.group_id is null or ${p}.group_id in (
                select g.id from groups g
                where (g.join_policy = 'OPEN' or g.id in (
                    select i.group_id from group_memberships i where i.member_id = ${viewer} and i.status = 'ACTIVE'))
                  and (g.readable_by_hr or not (select v.roles && array['HR_ADMIN', 'RECRUITER'] from members v where v.id = ${viewer}))))`);
            const $page = connection($posts);
            $page.setFirst($first);
            return $page;
          },
          members(_, fieldArgs) {
            const $members = only(order(at.members.find(), ["sort_name", "ASC"], ["id", "ASC"]), visible);
            const $wanted = fieldArgs.getRaw(["filter", "attributes", "allOf"]);
            $members.where(sql`${$members.alias}.attribute_keys @> (
              select array_agg(a.key) from attributes a where a.id = any(${$members.placeholder($wanted, LIST_TYPES.uuid)}))`);
            const $page = connection($members);
            $page.setFirst(fieldArgs.getRaw("first"));
            return $page;
          },
          suggestions: (_, { $first }) =>
            at.peers_scored.execute([
              { step: me(), pgCodec: TYPES.uuid },
              { step: constant(network), pgCodec: TYPES.uuid },
              { step: $first, pgCodec: TYPES.int },
            ]),
        },
      },
      SeenMemberConnection: {
        plans: {
          totalCount: ($page) => $page.cloneSubplanWithoutPagination("aggregate").singleAsRecord().select(sql`count(*)`, TYPES.int),
        },
      },
      SeenMember: {
        plans: {
          displayName: column("display_name"),
          positions: ($member) => {
            const $rows = at.positions.find({ member_id: $member.get("id") });
            $rows.where(sql`${$rows.alias}.network_id = ${NETWORK}`);
            return order($rows, ["started", "DESC"], ["id", "DESC"]);
          },
          attributes: ($member, { $viewerHas }) => ($viewerHas.evalIs(true) ? shared : all)($member),
          sharedAttributeCount: expression(TYPES.int, (m, viewer) => sql`cardinality(${m}.attribute_keys & ${keysOf(viewer)})`),
          mutualTieCount: expression(TYPES.int, (m, viewer) => sql`(
            select count(*) from ties x join members o on o.id = x.other_id
            where x.member_id = ${m}.id and x.other_id in (${tied(viewer)}) and ${visible(sql`o`, viewer)})`),
        },
      },
      SeenPosition: { plans: { industry: ($position) => oneOf(at.attributes, $position.get("industry_id")) } },
      SeenAttribute: { plans: { label: column("label_ja") } },
      SeenPost: {
        plans: {
          createdAt: column("created_at"),
          author: ($post) => memberOf($post.get("author_id")),
          group: ($post) => oneOf(at.groups, $post.get("group_id")),
          reactionCount: expression(TYPES.int, (p, viewer) => sql`(
            select count(*) from reactions r where r.post_id = ${p}.id and r.member_id not in (${blocked(viewer)}))`),
          commentCount: expression(TYPES.int, (p, viewer) => sql`(
            select count(*) from comments s where s.post_id = ${p}.id and ${saidByOthers(sql`s`, viewer)})`),
          viewerHasReacted: expression(TYPES.boolean, (p, viewer) => sql`
            exists(select from reactions r where r.post_id = ${p}.id and r.member_id = ${viewer})`),
          comments($post, { $first }) {
            const $comments = only(at.comments.find({ post_id: $post.get("id") }), saidByOthers);
            const $page = connection(order($comments, ["created_at", "ASC"], ["id", "ASC"]));
            $page.setFirst($first);
            return $page;
          },
        },
      },
      SeenComment: { plans: { author: ($comment) => memberOf($comment.get("author_id")) } },
      SeenSuggestion: { plans: { member: ($suggestion) => memberOf($suggestion.get("member_id")) } },
    },
  };
});

const pool = new Pool({ ...database, max: connections });
const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [plans],
  schema: { defaultBehavior: "-*" },
  pgServices: [makePgService({ pool, schemas: ["public", "peers"], pubsub: false })],
  grafast: { context: (request) => ({ viewer: request.node?.req.headers["x-viewer"] }), explain: false },
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(port, "127.0.0.1");
