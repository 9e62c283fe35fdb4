// The pages a person sees: plain forms that a script and a browser can fill
// in. oidc-provider's own would fetch fonts from outside.

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export const page = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>
<body><h1>${escape(title)}</h1>
${body}
</body></html>
`;

export const loginPage = () => page('Sign in', `<form id="login" method="post">
<label>Name <input name="login" autocomplete="username" autofocus required></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button name="action" value="approve">Sign in</button>
<button name="action" value="deny" formnovalidate>Cancel</button>
</form>`);

export const consentPage = ({ client, account, scope }) => page('Authorize', `<form id="consent" method="post">
<p><b>${escape(client)}</b> asks to act for <b>${escape(account)}</b>: ${escape(scope)}</p>
<button name="action" value="approve">Allow</button>
<button name="action" value="deny">Deny</button>
</form>`);

// The forms below are oidc-provider's; their buttons belong to us.
export const deviceInputPage = (form, message) => page('Connect a device', `<p>${escape(message)}</p>
${form}<button type="submit" form="op.deviceInputForm">Continue</button>`);

export const deviceConfirmPage = (form, client, code) => page('Confirm the device', `<p>${escape(client)} shows this code:
<code>${escape(code)}</code></p>
${form}<button type="submit" form="op.deviceConfirmForm">Continue</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Abort</button>`);

export const deviceDonePage = () => page('Device connected', '<p>You can close this page.</p>');

export const errorPage = (out) => page('Error', Object.entries(out)
  .map(([key, value]) => `<pre>${escape(key)}: ${escape(value)}</pre>`).join('\n'));
