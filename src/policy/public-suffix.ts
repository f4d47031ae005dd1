/**
 * Names below which strangers register or are given names of their own, as far as somebody might write them into
 * a policy: a short rule in place of the Public Suffix List (publicsuffix.org, read 2026-11-22, against which a
 * scratch program held every entry), whose ten thousand lines change every week and would age in a program that runs
 * offline. It misses rare suffixes; a warning may be silent, and must not be wrong.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Top-level domains of registries open to anybody, beside those of countries. */
const topLevel = words(
  'agency app asia biz blog cat cloud club com dev digital email eu host info live mobi name net network news online org page pro services shop site solutions space store systems tech today top website world xyz',
);

/** Countries below whose `com` and `co` people register. */
const com = words(
  'ac af ag ai al am ar au aw az ba bb bd bh bi bj bm bn bo br bs bt by bz ci cm cn co cu cv cw cy de dm do dz ec ee eg es et fj fm fr ge gh gi gl gn gp gr gt gu gy hk hn hr ht im in io iq jm jo kg kh ki km kp kw ky kz la lb lc lk lr lv ly mg mk ml mm mo ms mt mu mv mw mx my na nf ng ni np nr om pa pe pf pg ph pk pl pr ps pt py qa re ro ru sa sb sc sd se sg sh sl sn so ss st sv sy tj tm tn to tr tt tw ua ug uy uz vc ve vi vn vu ws ye zm',
);
const co = words(
  'ae ag am ao at az bb bd bi bj bn bw bz ca ci cl cm cr cz de dk dm er fk fo gg gl gy hu id il im in io ir it je jm jp ke kr lc ls ma me mg mm mu mw mz na ni nl no np nz om pg pl pn ro rs rw ss st sz th tj tm tt tz ua ug uk us uz ve vi zm zw',
);

/** Other second levels that are met often, and hosting that hands names to any customer. */
const others = words(
  'ac.jp ac.uk ne.jp net.au net.br or.jp org.au org.br org.uk azurewebsites.net cloudapp.net cloudfront.net duckdns.org elb.amazonaws.com firebaseapp.com fly.dev github.io gitlab.io herokuapp.com netlify.app ngrok.io onrender.com pages.dev run.app s3.amazonaws.com vercel.app web.app workers.dev',
);

/** Whether anybody can have a name directly below this one. `cluster.local`, `svc` and the like are nobody's. */
export function isPublicSuffix(name: string): boolean {
  const [first = '', second, ...more] = name.split('.');
  if (second === undefined) return topLevel.has(first) || /^[a-z]{2}$/.test(first);
  if (others.has(name)) return true;
  if (more.length > 0) return false;
  return first === 'com' ? com.has(second) : first === 'co' && co.has(second);
}
