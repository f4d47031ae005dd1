/** Plain scalars that YAML 1.1, YAML 1.2 and Kubernetes do not all read alike, or that only look so. */
import type { Random } from './random.ts';

/** Two blanks or a line break stand between them; some hold a blank. */
const whole = [
  '',
  ...`
~  null  Null  NULL  nUll  true  True  TRUE  tRue  false  yes  Yes  yES  no  on  off  y  n  Y  N  On
OFF  oN  0  -0  +0  00  0x  0x10  0X1F  -0x10  +0x10  0o17  0O17  017  -017  08  09  0b11  0B11  -0b11
0b-11  0b2  0_1  _1  1_  1_000  1__0  0x_1  0x1_0  1e_3  600  +600  3600  3600.  3600.0  36e2  36E+2
360000e-2  .6e3  6.0e2  1e400  -1e400  1e-400  0x1p3  1.5  .5  5.  .  ..  -  +  --1  1-  +.5  -.5  -.
1.2.3  1e  e1  1e+  0e0  00.5  1_0.5  ._5  0.1_5  2147483647  2147483648  -2147483648
9223372036854775807  9223372036854775808  18446744073709551615  18446744073709551616
-9223372036854775808  -9223372036854775809  9007199254740993  +9223372036854775808  1e18  1e19
0xffffffffffffffff  0x10000000000000000  -0x8000000000000000  0777777777777777777777
01777777777777777777777  .inf  -.inf  +.inf  .Inf  .INF  .iNf  .nan  .NaN  .NAN  -.nan  inf  nan
Infinity  NaN  +inf  -Inf  1:30  1:30:45  190:20:30  1:60  -1:30  1:30.5  0:0  12:30:45.5  2026-01-01
2026-1-1  2026-01-01T00:00:00Z  2026-01-01t00:00:00.5+01:00  2026-01-01 00:00:00  2026-01-01 00:00:00 +1
2026-13-01  2026-02-30  20260101  0001-01-01  =  <<  *  &  !  %  @  \`  |  >  -  ?  :  ,  [  ]  {  }  #
'  "  - a  ? a  : a  -a  ?a  :a  a:  a: b  a #b  a#b  #b  a,b  [a]  {a}  {a: b}  [a: b]  !a  !!str  &a
*a  !!str a  &a b  3600s  1h  0x1g  1,000  1 000  १२  ٣  １  é  ~a  nullx  truely  0xZZ  1e1e1  0.0.0.0
1/2
`
    .trim()
    .split(/ {2}|\n/),
];
const pieces = [
  '0',
  '1',
  '9',
  '8',
  '7',
  '00',
  'x',
  'X',
  'o',
  'b',
  '_',
  '_',
  '.',
  'e',
  'E',
  'e+',
  '+',
  '-',
  ':',
  'a',
  'f',
  'y',
  'n',
  'inf',
  'nan',
  ' ',
  '~',
  '60',
  '3600',
  'T',
  'Z',
  '0x',
  '0b',
  '0o',
];
const tags = [
  '!!str',
  '!!int',
  '!!float',
  '!!bool',
  '!!null',
  '!!binary',
  '!!timestamp',
  '!!map',
  '!!seq',
  '!!set',
  '!!omap',
  '!!merge',
  '!',
  '!x',
  '!<tag:yaml.org,2002:int>',
  '!<tag:yaml.org,2002:str>',
  '!!',
  '!<x>',
  '!e!x',
];

/** A scalar as written, mostly one that some reader does not take for text. */
export function oddPlain(random: Random): string {
  const text = random.chance(0.6)
    ? random.pick(whole)
    : random.several(1, 5, () => random.pick(pieces)).join('');
  if (random.chance(0.75)) return text;
  if (random.chance(0.5))
    return `${random.pick(tags)} ${random.chance(0.7) ? text : `"${text.replace(/["\\]/g, '')}"`}`;
  return random.pick([
    `"${text.replace(/["\\]/g, '')}"`,
    `'${text.replaceAll("'", "''")}'`,
    `|-\n        ${text}`,
    `>-\n        ${text}`,
    `&a ${text}`,
    `${text} # x`,
  ]);
}
