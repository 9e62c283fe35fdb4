// The authorization server's memory. oidc-provider has one of its own, but
// that forgets the oldest beyond 1000 entries, and lets two requests that
// arrive together both spend one refresh token: the fault that the tests for
// "one refresh per expiry" must see.

export class Store {
  constructor(InvalidGrant) {
    this.InvalidGrant = InvalidGrant;
    this.entries = new Map();
  }

  all(kind, matches = () => true) {
    return [...this.entries.values()]
      .filter((payload) => payload.kind === kind && matches(payload));
  }

  live(kind, matches = () => true) {
    const now = Math.floor(Date.now() / 1000);
    return this.all(kind, (p) => !p.consumed && p.exp > now && matches(p));
  }

  // An access token alone: what its login refreshes with stays good.
  remove(payload) {
    this.entries.delete(`${payload.kind}:${payload.jti}`);
  }

  removeGrant(grantId) {
    for (const [key, payload] of this.entries) {
      if (payload.grantId === grantId || key === `Grant:${grantId}`) {
        this.entries.delete(key);
      }
    }
  }

  adapter(model) {
    const { entries } = this;
    const key = (id) => `${model}:${id}`;
    const first = (name, value) => [...entries.values()]
      .find((p) => p.kind === model && p[name] === value);
    return {
      find: async (id) => entries.get(key(id)),
      findByUid: async (uid) => first('uid', uid),
      findByUserCode: async (code) => first('userCode', code),
      upsert: async (id, payload) => { entries.set(key(id), payload); },
      destroy: async (id) => { entries.delete(key(id)); },
      revokeByGrantId: async (grantId) => {
        for (const [k, p] of entries) {
          if (p.kind === model && p.grantId === grantId) entries.delete(k);
        }
      },
      consume: async (id) => {
        const payload = entries.get(key(id));
        if (!payload || payload.consumed) {
          if (payload) this.removeGrant(payload.grantId);
          throw new this.InvalidGrant('already used');
        }
        payload.consumed = Math.floor(Date.now() / 1000);
      },
    };
  }
}
