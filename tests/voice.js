/*
 * voice.js - the sentences that the sources say to a person, held against what
 * can be checked of the house's style: node voice.js FOLDER... prints a line
 * "FILE:LINE: RULE: TEXT" for each that deviates, and their number on stderr.
 */
import fs from 'node:fs';
import path from 'node:path';

/* Whose strings a person reads. */
const functions = ['error_set', 'error_system', 'error_hint', 'error_prefix',
	'error_end', 'setting_fail', 'setup_fail', 'setup_say', 'report_error',
	'report_notice', 'visit_notice', 'lanyard_session_fail', 'fault', 'found',
	'fail'];
const names = /^(Authorization|Bazel|Ed25519|GitHub|Gitea|Google|HTTP|ID|TLS|URL|CA|App|DPoP|PKCE)\b/;
const rules = [
	['no please', /\b(please|sorry|oops)\b/i],
	['no exclamation mark', /!(?!=)/],
	['no contraction', /\b\w+n't\b|\b\w+'(re|ll|ve)\b/i],
	['begins in lower case', { test: (t) => /^[A-Z][a-z]/.test(t) && !names.test(t) }],
	['no full stop at the end', { test: (t) => /[^.]\.\s*$/.test(t) && !t.startsWith('git config ') }],
	['no abbreviation', /\b(e\.g\.|i\.e\.|etc\.?$|cfg|info|msg|params?|dirs?|repos?|auth|app id)(?![\w./:-])/],
	['the word here is folder', /\bdirector(y|ies)\b/i],
	['say what is wrong with it', /\b(invalid|illegal|malformed request|bad value)\b/i],
	['cannot, or could not', /\b(failed to|unable to|can not)\b/i],
	['no double blank', { test: (t) => /\S {2}\S/.test(t) && !t.startsWith('  ') }],
	['no line feed', /\\n./],
];
let count = 0;

/* The string literals in SOURCE from AT, an argument list, to its end. */
function literals(source, at) {
	const found = [];
	let depth = 1;

	while (depth > 0 && at < source.length) {
		const string = /^(?:"(?:[^"\\]|\\.)*"\s*)+/.exec(source.slice(at, at + 2000));

		if (string) {
			found.push(string[0].match(/"(?:[^"\\]|\\.)*"/g)
				.map((s) => s.slice(1, -1)).join(''));
			at += string[0].length;
			continue;
		}
		depth += source[at] === '(' ? 1 : source[at] === ')' ? -1 : 0;
		at++;
	}
	return found;
}

function check(file) {
	const source = fs.readFileSync(file, 'utf8');
	const call = new RegExp(`\\b(?:${functions.join('|')})\\(`, 'g');

	for (let m; (m = call.exec(source)) !== null;) {
		const line = source.slice(0, m.index).split('\n').length;

		for (const text of literals(source, call.lastIndex)) {
			count++;
			for (const [rule, pattern] of rules)
				if (pattern.test(text))
					console.log(`${file}:${line}: ${rule}: ${text}`);
		}
	}
}

function walk(place) {
	if (fs.statSync(place).isDirectory())
		fs.readdirSync(place).sort().forEach((n) => walk(path.join(place, n)));
	else if (place.endsWith('.c'))
		check(place);
}

process.argv.slice(2).forEach(walk);
process.stderr.write(`${count}\n`);
