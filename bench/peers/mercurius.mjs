// Mercurius with JIT and batched loaders over postgres.js, whose statements are prepared and pipelined.
import Fastify from "fastify";
import mercurius from "mercurius";
import postgres from "postgres";
import { connections, database, network, port, schema } from "./database.mjs";

const sql = postgres({ ...database, max: connections, prepare: true });

const blocked = (viewer) => sql`select b.other_id from blocks b where b.member_id = ${viewer}`;
const tied = (viewer) => sql`select t.other_id from ties t where t.member_id = ${viewer}`;
const visible = (viewer) => sql`
  m.network_id = ${network} and m.status = 'ACTIVE'
  and (m.listing = 'LISTED' or m.id = ${viewer} or m.listing = 'TIES_ONLY' and m.id in (${tied(viewer)}))
  and m.id not in (${blocked(viewer)})`;
const saidByOthers = (viewer) => sql`(s.author_id is null or s.author_id not in (${blocked(viewer)}))`;
const memberColumns = sql`m.id, m.display_name as "displayName", m.headline, m.attribute_keys as keys`;

const one = (queries, rows) => {
  const found = new Map(rows.map((row) => [row.of, row]));
  return queries.map(({ key }) => found.get(key) ?? null);
};
const many = (keys, rows) => {
  const found = new Map(keys.map((key) => [key, []]));
  for (const row of rows) found.get(row.of).push(row);
  return keys.map((key) => found.get(key));
};
const value = (keys, rows, otherwise) => {
  const found = new Map(rows.map((row) => [row.of, row.value]));
  return keys.map((key) => found.get(key) ?? otherwise);
};
const ids = (queries) => queries.map(({ obj }) => obj.id);
const unique = (keys) => [...new Set(keys)].filter((key) => key !== null);

async function membersBy(keys, viewer) {
  const wanted = unique(keys);
  const rows = wanted.length ? await sql`select m.id as of, ${memberColumns} from members m where m.id = any(${wanted}::uuid[]) and ${visible(viewer)}` : [];
  return one(keys.map((key) => ({ key })), rows);
}

async function attributesOf(keys) {
  return many(keys, await sql`
    select x.member_id as of, a.id, a.key, a.kind, a.label_ja as label
    from member_attributes x join attributes a on a.id = x.attribute_id
    where x.member_id = any(${keys}::uuid[]) order by a.key`);
}

// What is shared is read by the small numbers that lie with each member.
const keysOf = (viewer) => sql`(select v.attribute_keys from members v where v.id = ${viewer})`;

async function sharedOf(keys, viewer) {
  return many(keys, await sql`
    select m.id as of, a.id, a.label_ja as label
    from members m join attributes a on a.key = any(m.attribute_keys & ${keysOf(viewer)})
    where m.id = any(${keys}::uuid[]) order by a.key`);
}

async function attributesFor(queries, viewer) {
  const shared = queries.filter(({ params }) => params.viewerHas);
  const all = queries.filter(({ params }) => !params.viewerHas);
  const found = await Promise.all([
    shared.length ? sharedOf(ids(shared), viewer) : [],
    all.length ? attributesOf(ids(all)) : [],
  ]);
  const rows = new Map([...shared, ...all].map((query, at) => [query, found.flat()[at]]));
  return queries.map((query) => rows.get(query));
}

const page = (rows, first, cursor) => ({
  edges: rows.slice(0, first).map((node) => ({ node })),
  pageInfo: { hasNextPage: rows.length > first, endCursor: rows.length ? cursor(rows[Math.min(first, rows.length) - 1]) : null },
});

const resolvers = {
  Query: {
    viewer: async (_, __, { viewer }) => (await membersBy([viewer], viewer))[0],
    member: async (_, { id }, { viewer }) => (await membersBy([id], viewer))[0],
    async feed(_, { first }, { viewer }) {
      const rows = await sql`
        select s.id, s.body, s.created_at as at, s.author_id as author_of, s.group_id as group_of
        from posts s
        where s.network_id = ${network} and ${saidByOthers(viewer)}
          and (s.group_id is null or s.group_id in (
            select g.id from groups g
            where (g.join_policy = 'OPEN' or g.id in (
                select i.group_id from group_memberships i where i.member_id = ${viewer} and i.status = 'ACTIVE'))
              and (g.readable_by_hr or not (select v.roles && array['HR_ADMIN', 'RECRUITER'] from members v where v.id = ${viewer}))))
        order by s.created_at desc, s.id desc limit ${first + 1}`;
      return page(rows, first, (row) => `${row.at.toISOString()},${row.id}`);
    },
    async members(_, { filter, first }, { viewer }) {
      const found = sql`
        from members m where m.attribute_keys @> (select array_agg(a.key) from attributes a where a.id = any(${filter.attributes.allOf}::uuid[]))
          and ${visible(viewer)}`;
      const [rows, [{ total }]] = await Promise.all([
        sql`select ${memberColumns}, m.sort_name ${found} order by m.sort_name, m.id limit ${first + 1}`,
        sql`select count(*)::int as total ${found}`,
      ]);
      return { totalCount: total, ...page(rows, first, (row) => `${row.sort_name},${row.id}`) };
    },
    suggestions: (_, { first }, { viewer }) => sql`select member_id, score from peers.scored(${viewer}, ${network}, ${first})`,
  },
  Post: { createdAt: (post) => post.at.toISOString() },
};

const plain = (loader) => ({ loader, opts: { cache: false } });

const loaders = {
  Member: {
    positions: plain(async (queries) => many(ids(queries), await sql`
      select p.member_id as of, p.company, p.title, p.current, p.industry_id as industry_of
      from positions p where p.network_id = ${network} and p.member_id = any(${ids(queries)}::uuid[]) order by p.started desc, p.id desc`)),
    attributes: plain((queries, { viewer }) => attributesFor(queries, viewer)),
    sharedAttributeCount: plain(async (queries, { viewer }) => value(ids(queries), await sql`
      select m.id as of, cardinality(m.attribute_keys & ${keysOf(viewer)}) as value from members m where m.id = any(${ids(queries)}::uuid[])`, 0)),
    mutualTieCount: plain(async (queries, { viewer }) => value(ids(queries), await sql`
      select x.member_id as of, count(*)::int as value
      from ties x join members m on m.id = x.other_id
      where x.member_id = any(${ids(queries)}::uuid[]) and x.other_id in (${tied(viewer)}) and ${visible(viewer)}
      group by x.member_id`, 0)),
  },
  Position: {
    industry: plain(async (queries) => {
      const keys = queries.map(({ obj }) => obj.industry_of);
      const rows = await sql`select a.id as of, a.id, a.kind, a.label_ja as label from attributes a where a.id = any(${unique(keys)}::uuid[])`;
      return one(keys.map((key) => ({ key })), rows);
    }),
  },
  Post: {
    author: plain((queries, { viewer }) => membersBy(queries.map(({ obj }) => obj.author_of), viewer)),
    group: plain(async (queries) => {
      const keys = queries.map(({ obj }) => obj.group_of);
      const rows = await sql`select g.id as of, g.id, g.name from groups g where g.id = any(${unique(keys)}::uuid[])`;
      return one(keys.map((key) => ({ key })), rows);
    }),
    reactionCount: plain(async (queries, { viewer }) => value(ids(queries), await sql`
      select r.post_id as of, count(*)::int as value from reactions r
      where r.post_id = any(${ids(queries)}::uuid[]) and r.member_id not in (${blocked(viewer)}) group by r.post_id`, 0)),
    commentCount: plain(async (queries, { viewer }) => value(ids(queries), await sql`
      select s.post_id as of, count(*)::int as value from comments s
      where s.post_id = any(${ids(queries)}::uuid[]) and ${saidByOthers(viewer)} group by s.post_id`, 0)),
    viewerHasReacted: plain(async (queries, { viewer }) => value(ids(queries), await sql`
      select distinct r.post_id as of, true as value from reactions r
      where r.post_id = any(${ids(queries)}::uuid[]) and r.member_id = ${viewer}`, false)),
    comments: plain(async (queries, { viewer }) => {
      const found = many(ids(queries), await sql`
        select p.id as of, c.* from unnest(${ids(queries)}::uuid[]) p(id)
        cross join lateral (
          select s.body, s.author_id as author_of from comments s
          where s.post_id = p.id and ${saidByOthers(viewer)}
          order by s.created_at, s.id limit ${queries[0].params.first}) c`);
      return found.map((rows) => ({ edges: rows.map((node) => ({ node })) }));
    }),
  },
  Comment: {
    author: plain((queries, { viewer }) => membersBy(queries.map(({ obj }) => obj.author_of), viewer)),
  },
  Suggestion: {
    member: plain((queries, { viewer }) => membersBy(queries.map(({ obj }) => obj.member_id), viewer)),
  },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, loaders, jit: 1, context: (request) => ({ viewer: request.headers["x-viewer"] }) });
await app.listen({ port, host: "127.0.0.1" });
