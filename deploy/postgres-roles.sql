-- The two roles of a service: `service`, with which its processes work, and `owner`, as which migrations make its tables.
-- Run in the service's own database, as a superuser or as the administrator of a managed server. Run again it changes
-- nothing but the passwords. `npm start`, docker compose and the tests run this file too. With psql:
--
--   psql -d thidua_movements -v owner=thidua_owner -v owner_password=... \
--     -v service=thidua_movements -v service_password=... -v rights=connect -f deploy/postgres-roles.sql
--
-- rights is `connect`, and for the gateway `connect, create`: it makes and drops the schemas of its read model, which
-- hold no truth. What a service may in the tables of its owner is granted by the migrations.

select set_config('roles.owner', :'owner', false), set_config('roles.service', :'service', false);

do $$
declare
  role text;
begin
  foreach role in array array[current_setting('roles.owner'), current_setting('roles.service')] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I', role);
    end if;
  end loop;
end $$;

alter role :"owner" login password :'owner_password';
alter role :"service" login password :'service_password';

-- An administrator who is no superuser may give away only to whom it can become.
grant :"owner" to current_user;
alter database :"DBNAME" owner to :"owner";
-- Else every role of the server could connect.
revoke all on database :"DBNAME" from public;
revoke all on database :"DBNAME" from :"service";
grant :rights on database :"DBNAME" to :"service";

-- In a database of an earlier version one role owned everything.
do $$
declare
  statement text;
begin
  for statement in
    select format('alter %s %s owner to %I', kind, name, role) from (
      select 'table' as kind, oid::regclass::text as name, current_setting('roles.owner') as role, relowner as held_by, oid
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      union all
      select 'routine', oid::regprocedure::text, current_setting('roles.owner'), proowner, oid
      from pg_proc where pronamespace = 'public'::regnamespace
      union all
      select 'schema', quote_ident(nspname), current_setting('roles.service'), nspowner, oid
      from pg_namespace where nspname in ('read_model', 'read_model_next')
      union all
      select 'table', oid::regclass::text, current_setting('roles.service'), relowner, oid
      from pg_class where relnamespace::regnamespace::text in ('read_model', 'read_model_next') and relkind = 'r'
    ) held
    where pg_get_userbyid(held_by) <> role
      and not exists (select from pg_depend where objid = held.oid and deptype = 'e')
  loop
    execute statement;
  end loop;
end $$;
