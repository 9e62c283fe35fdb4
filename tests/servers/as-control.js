// The verbs of the authorization server's control plane. They reach into its
// memory, so nothing here shows in its counters.
import { need } from './common.js';

const TRUE = ['1', 'true', 'on', 'yes'];

const SETTINGS = {
  lifetime: (v) => {
    if (!(Number(v) > 0)) throw new Error('lifetime= is a number of seconds');
    return Number(v);
  },
  id_lifetime: Number,
  interval: Number,
  rotate: (v) => TRUE.includes(v),
  refresh: (v) => TRUE.includes(v),
  omit: (v) => v.split(',').filter(Boolean),
  metadata: (v) => v.split(',').filter(Boolean),
};

function matching({ account, client, token }) {
  if (!account && !client && !token) throw new Error('account=, client= or token= is missing');
  return (p) => (!account || p.accountId === account)
    && (!client || p.clientId === client)
    && (!token || p.jti === token);
}

async function newGrant(provider, accountId, clientId, scope) {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  return grant.save();
}

// A login without a person, for tests that begin with a stored token.
async function mint(provider, settings, args) {
  const { account, client: clientId, scope = 'read_repository write_repository' } = args;
  need(args, 'account', 'client');
  const client = await provider.Client.find(clientId);
  if (!client) throw new Error(`no such client: ${clientId}`);
  const common = {
    accountId: account,
    client,
    grantId: await newGrant(provider, account, clientId, scope),
    gty: 'authorization_code',
    scope,
  };
  const lifetime = Number(args.lifetime ?? settings.lifetime);
  const refresh = new provider.RefreshToken({ ...common, rotations: 0 });
  const access = new provider.AccessToken({ ...common, expiresIn: lifetime });
  const reply = {
    access_token: await access.save(),
    expires_in: lifetime,
    expires_at: Math.floor(Date.now() / 1000) + lifetime,
    refresh_token: await refresh.save(),
    scope,
    token_type: 'Bearer',
  };
  return args.field ? reply[args.field] : JSON.stringify(reply);
}

// What a person does on the device page, without the page.
async function device(provider, args) {
  const { code, action, account = 'alice' } = need(args, 'code', 'action');
  const found = await provider.DeviceCode.findByUserCode(code.toUpperCase().replace(/\W/g, ''));
  if (!found) throw new Error('no such user code');
  if (action === 'deny') {
    Object.assign(found, { error: 'access_denied', errorDescription: 'the person said no' });
  } else {
    const scope = found.params.scope ?? '';
    const grantId = await newGrant(provider, account, found.clientId, scope);
    Object.assign(found, { accountId: account, grantId, scope });
  }
  await found.save();
}

export function asVerbs({ provider, store, journal, faults, settings }) {
  const each = (kind, args, remove) => {
    const found = store.all(kind, matching(args));
    for (const payload of found) remove(payload);
    return found.length;
  };
  return {
    ...journal.verbs(),
    set: (args) => {
      for (const [name, value] of Object.entries(args)) {
        if (!SETTINGS[name]) throw new Error(`no such setting: ${name}`);
        settings[name] = SETTINGS[name](value);
      }
    },
    fail: (args) => faults.order('fail', args),
    drop: (args) => faults.order('drop', args),
    delay: (args) => faults.order('delay', need(args, 'ms')),
    clear: () => faults.clear(),
    mint: (args) => mint(provider, settings, args),
    device: (args) => device(provider, args),
    'revoke-access': (args) => each('AccessToken', args, (p) => store.remove(p)),
    'revoke-refresh': (args) => each('RefreshToken', args, (p) => store.remove(p)),
    'revoke-grant': (args) => {
      if (!args.token) {
        return each('Grant', args, (p) => store.removeGrant(p.jti));
      }
      return each('AccessToken', args, (p) => store.removeGrant(p.grantId))
        + each('RefreshToken', args, (p) => store.removeGrant(p.grantId));
    },
    // How many live tokens there are: "access" or "refresh".
    live: (args) => {
      const kind = { access: 'AccessToken', refresh: 'RefreshToken' }[args.kind];
      if (!kind) throw new Error('kind= is access or refresh');
      return store.live(kind, matching(args)).length;
    },
  };
}
