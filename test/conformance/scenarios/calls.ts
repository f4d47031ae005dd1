/** Calls: media types, the order of the checks, and the places that there are and are not. */
import { csrPath } from '../client.ts';
import { clientSigner, janes, mastersRequest, submit } from '../objects.ts';
import type { Scenario } from '../scenario.ts';
import { attempts, text } from './attempts.ts';

const json = JSON.stringify(janes('a'));

export const callScenarios: readonly Scenario[] = [
  attempts('media types', [
    text('unknown', json, { 'content-type': 'text/csv' }),
    text('a form', json, { 'content-type': 'application/x-www-form-urlencoded' }),
    text('JSON with a charset', json, { 'content-type': 'application/json; charset=utf-8' }),
    text('YAML', yamlOf(), { 'content-type': 'application/yaml' }),
    text('broken YAML', 'a: [', { 'content-type': 'application/yaml' }),
    { title: 'accepting nothing there is', body: janes('a'), headers: { accept: 'image/png' } },
    {
      title: 'accepting JSON last',
      body: janes('a'),
      headers: { accept: 'image/png, application/json;q=0.1' },
    },
  ]),
  attempts('the order of the checks', [
    { title: 'nobody', user: null, body: janes('a') },
    { title: 'a wrong token', user: null, body: janes('a'), headers: { authorization: 'Bearer wrong' } },
    { title: 'no right, and no JSON', user: 'approver', body: '{' },
    { title: 'too large, and no JSON', body: Buffer.alloc(3 * 1024 * 1024 + 1, 0x20) },
    { title: 'no JSON, and bad options', body: '{', query: '?dryRun=maybe' },
    { title: 'bad options, and invalid', body: janes('a', { usages: [] }), query: '?dryRun=maybe' },
    { title: 'bad field validation', body: janes('a'), query: '?fieldValidation=maybe' },
    { title: 'two dry runs', body: janes('a'), query: '?dryRun=All&dryRun=All' },
    { title: 'field manager too long', body: janes('a'), query: `?fieldManager=${'x'.repeat(129)}` },
    { title: 'field manager not printable', body: janes('a'), query: '?fieldManager=a%0Ab' },
    { title: 'options nobody knows', body: janes('a'), query: '?colour=blue&pretty=false' },
    {
      title: 'invalid before forbidden',
      body: janes('a', { signerName: clientSigner, request: mastersRequest, usages: [] }),
    },
    { title: 'forbidden subject', body: janes('a', { signerName: clientSigner, request: mastersRequest }) },
    { title: 'the same subject elsewhere', body: janes('a', { request: mastersRequest }) },
    {
      title: 'forbidden subject, dry',
      query: '?dryRun=All',
      body: janes('a', { signerName: clientSigner, request: mastersRequest }),
    },
  ]),
  {
    title: 'create: over an existing name',
    async play(stage) {
      await submit(stage, janes('a'));
      await stage.see('the same', 'submitter', 'POST', csrPath, { body: janes('a') });
      await stage.see('dry', 'submitter', 'POST', `${csrPath}?dryRun=All`, { body: janes('a') });
      await stage.see('invalid', 'submitter', 'POST', csrPath, { body: janes('a', { usages: [] }) });
      await stage.see('forbidden', 'submitter', 'POST', csrPath, {
        body: janes('a', { signerName: clientSigner, request: mastersRequest }),
      });
      await stage.see('stored', 'submitter', 'GET', `${csrPath}/a`);
    },
  },
  {
    title: 'create: a dry run leaves nothing',
    async play(stage) {
      await stage.see('dry', 'submitter', 'POST', `${csrPath}?dryRun=All`, { body: janes('a') });
      await stage.see('stored', 'submitter', 'GET', `${csrPath}/a`);
      await stage.see('invalid', 'submitter', 'POST', `${csrPath}?dryRun=All`, {
        body: janes('a', { usages: [] }),
      });
    },
  },
  attempts('places', [
    { title: 'POST to an object', path: `${csrPath}/a`, user: 'admin', body: janes('a') },
    { title: 'POST to a subresource', path: `${csrPath}/a/approval`, user: 'admin', body: janes('a') },
    { title: 'PUT to the collection', path: csrPath, method: 'PUT', user: 'admin', body: janes('a') },
    { title: 'PATCH of the collection', path: csrPath, method: 'PATCH', user: 'admin', body: {} },
    { title: 'no such subresource', path: `${csrPath}/a/scale`, user: 'admin', method: 'GET' },
    { title: 'no such resource', path: '/apis/certificates.k8s.io/v1/nothing', user: 'admin', method: 'GET' },
    {
      title: 'no such version',
      path: '/apis/certificates.k8s.io/v9/certificatesigningrequests',
      user: 'admin',
      method: 'GET',
    },
    { title: 'no such group', path: '/apis/example.com/v1/things', user: 'admin', method: 'GET' },
    { title: 'no such path', path: '/nowhere', user: 'admin', method: 'GET' },
    { title: 'no such path for a submitter', path: '/nowhere', method: 'GET' },
    { title: 'no such group for a submitter', path: '/apis/example.com/v1/things', method: 'GET' },
    { title: 'no such path for nobody', path: '/nowhere', user: null, method: 'GET' },
    { title: 'another method', path: csrPath, user: 'admin', method: 'OPTIONS' },
    { title: 'an object that is not there', path: `${csrPath}/nothing`, method: 'GET' },
    {
      title: 'approval of what is not there',
      path: `${csrPath}/nothing/approval`,
      user: 'approver',
      method: 'PUT',
      body: janes('nothing'),
    },
    {
      title: 'status of what is not there',
      path: `${csrPath}/nothing/status`,
      user: 'signer',
      method: 'PUT',
      body: janes('nothing'),
    },
    {
      title: 'PUT of what is not there',
      path: `${csrPath}/nothing`,
      user: 'admin',
      method: 'PUT',
      body: janes('nothing'),
    },
    { title: 'DELETE of what is not there', path: `${csrPath}/nothing`, user: 'admin', method: 'DELETE' },
  ]),
];

function yamlOf(): string {
  const { request, signerName } = janes('a').spec;
  return [
    'apiVersion: certificates.k8s.io/v1',
    'kind: CertificateSigningRequest',
    'metadata: {name: a}',
    'spec:',
    `  request: ${request}`,
    `  signerName: ${signerName}`,
    '  usages: [any]',
    '',
  ].join('\n');
}
