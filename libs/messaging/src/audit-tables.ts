/**
 * The audit and its chain. `audit` is written by every commit, `audit_seal` by the sealer alone. The hash and the check
 * are functions of the database, so that the sealer and whoever verifies compute the same, from psql too.
 *
 * The hash is over every column of the row by name: a column that is added later needs a function of its own for the rows
 * from then on, or everything sealed before would count as edited.
 */
export const auditTables = `
  create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    role text,
    unit text,
    action text not null,
    target text not null,
    digest_before text,
    digest_after text,
    correlation_id text not null
  );
  create table audit_seal (
    seq bigint primary key,
    audit_id bigint unique not null,
    hash text not null,
    sealed_at timestamptz not null
  );

  create function audit_refuse() returns trigger language plpgsql as $$
  begin
    raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege';
  end $$;
  create trigger audit_stays before update or delete or truncate on audit
    for each statement execute function audit_refuse();
  create trigger audit_seal_stays before update or delete or truncate on audit_seal
    for each statement execute function audit_refuse();

  -- JSON of a timestamp is ISO 8601 whatever the session's settings are.
  create function audit_hash(previous text, entry audit, seq bigint) returns text language sql immutable as $$
    select encode(sha256(convert_to(previous || jsonb_build_array(entry.id, entry.at at time zone 'UTC', entry.actor,
      entry.role, entry.unit, entry.action, entry.target, entry.digest_before, entry.digest_after,
      entry.correlation_id)::text || seq, 'UTF8')), 'hex')
  $$;

  -- Recomputes the chain at one instant; 'fault' is null, or names the first row that is not as it was sealed.
  create function audit_verify()
  returns table (sealed bigint, unsealed bigint, head text, seq bigint, audit_id bigint, fault text)
  language plpgsql stable as $$
  #variable_conflict use_column
  declare
    broken record;
    other record;
  begin
    sealed := (select count(*) from audit_seal);
    unsealed := (select count(*) from audit a where not exists (select from audit_seal s where s.audit_id = a.id));
    head := (select s.seq || ' ' || s.hash from audit_seal s order by s.seq desc limit 1);
    select c.*, a.id as row_id into broken
    from (select s.seq, s.audit_id, s.hash, lag(s.hash, 1, repeat('0', 64)) over w as previous,
            lag(s.seq, 1, 0::bigint) over w as seq_before
          from audit_seal s window w as (order by s.seq)) c
    left join audit a on a.id = c.audit_id
    where c.seq <> c.seq_before + 1 or a.id is null or c.hash <> audit_hash(c.previous, a, c.seq)
    order by c.seq limit 1;

    if broken.seq is null then
      select a.id into broken from audit a
      where a.at < clock_timestamp() - interval '5 seconds'
        and not exists (select from audit_seal s where s.audit_id = a.id)
      order by a.id limit 1;
      if broken.id is not null then
        audit_id := broken.id;
        fault := 'not sealed in time: it was inserted with an earlier time, or no service is running';
      end if;
      return next;
      return;
    end if;

    seq := broken.seq;
    audit_id := broken.audit_id;
    if broken.seq <> broken.seq_before + 1 then
      seq := broken.seq_before + 1;
      audit_id := null;
      fault := 'deleted: its seal is missing';
    elsif broken.row_id is null then
      fault := 'deleted: its seal is there without it';
    elsif broken.hash = (select audit_hash(coalesce(s.hash, repeat('0', 64)), a, broken.seq - 1)
        from audit a left join audit_seal s on s.seq = broken.seq - 2 where a.id = broken.audit_id) then
      seq := broken.seq - 1;
      audit_id := (select s.audit_id from audit_seal s where s.seq = broken.seq - 1);
      fault := 'inserted: the next one was sealed in its place';
    elsif exists (select from audit_seal s join audit a on a.id = s.audit_id
        where s.seq = broken.seq + 1 and s.hash = audit_hash(broken.hash, a, s.seq + 1)) then
      audit_id := null;
      fault := 'deleted: those after it were counted anew';
    else
      -- What was sealed here: the same row under another seal, or the contents of another row.
      select s.seq, s.hash into other from audit_seal s join audit a on a.id = s.audit_id
      where s.hash = audit_hash(broken.previous, a, broken.seq) limit 1;
      if other.seq is not null then
        if other.seq = broken.seq + 1 and broken.hash is distinct from
          (select audit_hash(other.hash, a, other.seq) from audit a where a.id = broken.audit_id) then
          fault := 'inserted: the next one was sealed in its place';
        else
          fault := 'moved: what was sealed in its place stands at ' || other.seq;
        end if;
      else
        select a.id into other from audit a
        where broken.hash in (audit_hash(broken.previous, a, broken.seq),
          audit_hash(broken.previous, row(broken.audit_id, a.at, a.actor, a.role, a.unit, a.action, a.target,
            a.digest_before, a.digest_after, a.correlation_id)::audit, broken.seq))
        limit 1;
        fault := case when other.id is null then 'edited'
          else 'moved: what was sealed in its place is row ' || other.id end;
      end if;
    end if;
    return next;
  end $$;`;
