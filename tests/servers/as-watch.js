// What stands between the network and oidc-provider: it counts, and it plays
// the faults that a test has ordered.
import { sleep } from './common.js';

export const EVENTS = {
  '/token': 'token',
  '/token/introspection': 'introspection',
  '/token/revocation': 'revocation',
  '/auth': 'authorization',
  '/device/auth': 'device_authorization',
  '/device': 'device_page',
  '/request': 'pushed_authorization_request',
  '/reg': 'registration',
  '/jwks': 'jwks',
  '/.well-known/oauth-authorization-server': 'metadata',
  '/.well-known/openid-configuration': 'metadata',
};

const GRANTS = { 'urn:ietf:params:oauth:grant-type:device_code': 'device_code' };

// Faults wait here until their endpoint is asked. `when` decides what the
// server remembers: "before" it has done nothing, "after" it has done all of
// it, a rotation included, and only the reply is lost.
export class Faults {
  #waiting = [];

  order(kind, { n = '1', at = 'token', when = kind === 'delay' ? 'after' : 'before', ...rest }) {
    const left = n === 'all' ? Infinity : Number(n);
    if (!(left > 0)) throw new Error('n= is a number from 1, or all');
    if (!Object.values(EVENTS).includes(at)) throw new Error(`no such endpoint: ${at}`);
    if (!['before', 'after'].includes(when)) throw new Error('when= is before or after');
    this.#waiting.push({ kind, left, at, when, ...rest });
  }

  clear() {
    this.#waiting = [];
  }

  take(at, kinds) {
    const fault = this.#waiting.find((f) => f.at === at && f.left > 0 && kinds.includes(f.kind));
    if (fault) fault.left -= 1;
    return fault;
  }
}

async function paramsOf(ctx) {
  let body = '';
  for await (const chunk of ctx.req) body += chunk;
  return Object.fromEntries(new URLSearchParams(body));
}

function play(ctx, fault) {
  if (fault.kind === 'drop') {
    ctx.respond = false;
    ctx.req.socket.destroy();
    return;
  }
  ctx.status = Number(fault.status ?? 400);
  if (fault.retry_after) ctx.set('Retry-After', fault.retry_after);
  ctx.body = {
    error: fault.error ?? 'invalid_grant',
    error_description: fault.description ?? 'ordered by the test',
  };
}

// Replies that are legal but not what oidc-provider would send.
function adjust(ctx, event, settings) {
  const { body } = ctx;
  if (event === 'device_authorization' && body?.device_code) {
    body.interval = settings.interval;
  }
  if (event === 'token' && body?.access_token) {
    for (const name of settings.omit) delete body[name];
  }
}

function grantOf(params) {
  const grant = params?.grant_type ?? 'none';
  return GRANTS[grant] ?? grant;
}

export function watch(journal, faults, settings) {
  return async (ctx, next) => {
    const at = Date.now();
    const event = EVENTS[ctx.path] ?? (/^\/reg\/./.test(ctx.path)
      ? `registration_${ctx.method.toLowerCase()}` : 'other');
    if (event === 'metadata' && !settings.metadata.includes(ctx.path.split('/').pop())) {
      ctx.status = 404;
      return;
    }
    const fault = faults.take(event, ['fail', 'drop']);
    const delay = faults.take(event, ['delay']);
    let params;

    if (delay?.when === 'before') await sleep(Number(delay.ms));
    if (fault?.when === 'before') {
      params = await paramsOf(ctx);
    } else {
      await next();
      params = ctx.oidc?.params ?? {};
      adjust(ctx, event, settings);
    }

    // Counted before any wait: a test may look while the reply is held back.
    journal.add(event);
    const grant = event === 'token' ? grantOf(params) : undefined;
    if (grant) journal.add(`token_${grant}`);
    if (fault) play(ctx, fault);
    const error = typeof ctx.body?.error === 'string' ? ctx.body.error : undefined;
    if (event === 'token') {
      const outcome = fault?.kind === 'drop' ? 'dropped' : error ?? 'ok';
      journal.add(`token_${grant}_${outcome}`);
    }
    if (delay?.when === 'after') await sleep(Number(delay.ms));

    const done = Date.now();
    journal.log({
      event,
      at,
      done,
      ms: done - at,
      method: ctx.method,
      path: ctx.path,
      grant_type: grant,
      client_id: ctx.oidc?.client?.clientId ?? params?.client_id,
      scope: typeof params?.scope === 'string' ? params.scope : undefined,
      status: fault?.kind === 'drop' ? 0 : ctx.status,
      error,
      fault: fault?.kind,
    });
  };
}
