-- What the peers read: figures rolled up to every level beforehand, and honours in their order with an index for it. That
-- is more than a generic server would have by itself; nothing of it has to be kept up to date here.
drop schema if exists bench cascade;
create schema bench;
-- Codes of closed units are borne by others now.
create table bench.unit as
with recursive way as (
  select id, id as at from read_model.unit
  union all
  select way.id, coalesce(u.successor_ids[1], u.parent_id) from way join read_model.unit u on u.id = way.at
  where u.level <> 'COUNTRY' and not (u.level = 'PROVINCE' and u.valid_to is null))
select u.id, u.code || coalesce(' until ' || u.valid_to, '') as code, u.name, u.level, u.parent_id, p.id as province_id
from read_model.unit u
left join (way join read_model.unit p on p.id = way.at and p.level = 'PROVINCE' and p.valid_to is null) on way.id = u.id;
alter table bench.unit add primary key (id);
create unique index on bench.unit (code);
create table bench.title as select code, name from read_model.title;
alter table bench.title add primary key (code);

create table bench.rate as
with own as (
  select u.id as unit_id, u.parent_id, c.title, c.period, c.as_of, c.basis, 1 as units,
    coalesce((c.registered ->> 'value')::int, 0) as registered, coalesce((c.recognised ->> 'value')::int, 0) as recognised,
    (c.baseline ->> 'value')::int as baseline
  from read_model.cell c join read_model.unit u on u.id = c.unit_id),
every_level as (
  select unit_id, title, period, as_of, basis, units, registered, recognised, baseline from own
  union all
  select parent_id, title, period, max(as_of), 'POOLED', count(*)::int, sum(registered)::int, sum(recognised)::int, sum(baseline)::int
  from own group by 1, 2, 3)
select u.id as unit_id, u.parent_id, r.title as title_code, r.period, r.as_of, r.basis,
  r.registered as registered_value, 'EXACT' as registered_certainty, r.recognised as recognised_value, 'EXACT' as recognised_certainty,
  r.baseline as baseline_value, 'EXACT' as baseline_certainty, 'PUBLISHED' as baseline_origin, '2025-01-01'::date as baseline_as_of,
  'Niên giám thống kê' as baseline_source_document,
  round(100.0 * r.registered / r.baseline, 2)::float as registered_percent, null::text as registered_gap, r.units as registered_units,
  round(100.0 * r.recognised / r.baseline, 2)::float as recognised_percent, null::text as recognised_gap, r.units as recognised_units,
  r.units as total_units, '{}'::text[] as warnings, '{}'::text[] as stated, '{}'::text[] as targets
from every_level r join read_model.unit u on u.id = r.unit_id;
alter table bench.rate add primary key (unit_id, title_code, period);
alter table bench.rate add foreign key (unit_id) references bench.unit, add foreign key (title_code) references bench.title;
create index on bench.rate (parent_id, period);

create table bench.decision as
select distinct on (line -> 'decision' ->> 'id') (line -> 'decision' ->> 'id')::uuid as id, line -> 'decision' ->> 'number' as number,
  (line -> 'decision' ->> 'signedOn')::date as signed_on, line -> 'decision' ->> 'authority' as authority,
  (line -> 'decision' ->> 'issuerId')::uuid as issuer_id
from read_model.honour;
alter table bench.decision add primary key (id);
alter table bench.decision add foreign key (issuer_id) references bench.unit;
create table bench.honour as
select h.id, h.kind, h.line ->> 'name' as name, h.subject_kind, h.unit_id, u.province_id, h.line ->> 'position' as job,
  false as posthumous, 'Giấy khen' as title, h.form, h.authority, h.line ->> 'achievement' as achievement,
  (h.line -> 'decision' ->> 'id')::uuid as decision_id, (h.line ->> 'awardedOn')::date as awarded_on, h.period, h.search_text,
  row_number() over (partition by u.province_id, h.period order by h.precedence, h.kind_order, h.own_order, h.subject_order,
    h.newest_first, u.code, h.given collate "C", h.middle collate "C", h.family collate "C", h.id)::int as place
from read_model.honour h join bench.unit u on u.id = h.unit_id;
alter table bench.honour add primary key (id);
create index on bench.honour (province_id, period, place);
alter table bench.honour add foreign key (unit_id) references bench.unit, add foreign key (decision_id) references bench.decision;
create function bench.search_honours(province uuid, year text, part text) returns setof bench.honour language sql stable as $$
  select * from bench.honour where province_id = province and period = year and search_text like '%' || part || '%' order by place
$$;
analyze bench.unit, bench.rate, bench.honour, bench.decision;
