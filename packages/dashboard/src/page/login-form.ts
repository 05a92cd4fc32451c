import { type Html, html } from '../html/html.js';
import type { Links } from './links.js';

/** Asks for the token. Programs that keep passwords want a name with it. */
export function loginForm(links: Links): Html {
  return html`<form class="login" action="${links.login}" method="post">
<input name="username" autocomplete="username" value="dashboard" hidden>
<label for="token">Token</label>
<input id="token" name="token" type="password" required autocomplete="current-password" spellcheck="false">
<button type="submit">Log in</button>
</form>
<p class="note">The command that serves the dashboard was given the token, or has printed it.</p>`;
}
