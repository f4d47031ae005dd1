/** Which function answers which call. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { type Call, type Reply, refuse, type World } from './call.ts';
import { create } from './create.ts';
import { remove, removeCollection } from './delete.ts';
import { discover } from './discovery.ts';
import { type ListOptions, parseListOptions } from './list-options.ts';
import { reviewAccess, reviewSelf } from './reviews.ts';
import { parseSelector, type Selector } from './selector.ts';
import { csrResource, methodNotAllowed, notFound, type Refusal } from './status.ts';
import { patch, update } from './update.ts';
import { startWatch } from './watch.ts';

type Endpoint = (world: World, call: Call) => Reply;

/** By resource and subresource, then verb. */
const endpoints: ReadonlyMap<string, Readonly<Record<string, Endpoint>>> = new Map([
  [
    csrResource,
    { create, get, list, watch, update, patch, delete: remove, deletecollection: removeCollection },
  ],
  [`${csrResource}/approval`, { get, update, patch }],
  [`${csrResource}/status`, { get, update, patch }],
  ['selfsubjectreviews', { create: reviewSelf }],
  ['selfsubjectaccessreviews', { create: reviewAccess }],
]);

/** Answers a call that was authenticated and authorised. */
export function answer(world: World, call: Call): Reply {
  const { path, resource, subresource, verb, name } = call.access;
  if (path !== null) return discover(call) ?? noSuchPage();
  const verbs = endpoints.get(subresource === '' ? resource : `${resource}/${subresource}`) ?? {};
  const endpoint = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  // POST to an object's own path would otherwise create another one, PUT to the collection nothing at all.
  const isMisplaced = (verb === 'create') !== (name === '') && ['create', 'update', 'patch'].includes(verb);
  return endpoint === undefined || isMisplaced ? refuse(methodNotAllowed()) : endpoint(world, call);
}

function get(world: World, { access }: Call): Reply {
  const stored: CertificateSigningRequest | null = world.store.get(access.name);
  return stored === null ? refuse(notFound(access.name)) : { code: 200, json: stored };
}

function list(world: World, call: Call): Reply {
  const choice = parseChoice(call, false);
  if ('refusal' in choice) return refuse(choice.refusal);
  const listed = world.list(choice.selector, choice.options);
  return 'refusal' in listed ? refuse(listed.refusal) : { code: 200, json: listed.list };
}

function watch(world: World, call: Call): Reply {
  const choice = parseChoice(call, true);
  if ('refusal' in choice) return refuse(choice.refusal);
  return { watch: (sink) => startWatch(world.store, choice.selector, choice.options, sink) };
}

type Choice = { readonly selector: Selector; readonly options: ListOptions } | { readonly refusal: Refusal };

function parseChoice(call: Call, isWatch: boolean): Choice {
  const options = parseListOptions(call.query, isWatch);
  if ('refusal' in options) return options;
  const selector = parseSelector(options.fieldSelector, options.labelSelector);
  return 'refusal' in selector ? selector : { selector, options };
}

/** Outside the resources nothing is an object, and neither is the answer. */
function noSuchPage(): Reply {
  return { code: 404, text: '404 page not found\n' };
}
