/** `POST …/certificatesigningrequests`: the steps of a create, first failure wins. */
import { randomInt, randomUUID } from 'node:crypto';
import { restrictNode, restrictSubject } from '../kubernetes/admission.ts';
import type { ApiRefusal, CertificateSigningRequest } from '../kubernetes/object.ts';
import { prepareForCreate, withGeneratedName } from '../kubernetes/prepare.ts';
import { readSpecRequest } from '../kubernetes/spec-request.ts';
import { refuseCreate, refuseStore } from '../kubernetes/validate.ts';
import { type ReadBody, readObject } from './body.ts';
import { type Call, formatTime, type Reply, refuse, type World } from './call.ts';
import { parseWriteOptions, type WriteOptions } from './parameters.ts';
import { aboutCsr, alreadyExists } from './status.ts';
import { storedForm } from './stored-form.ts';

/** Decodes, prepares, validates, admits and stores. A dry run leaves out only the last. */
export function create(world: World, call: Call): Reply {
  const options = parseWriteOptions(call.query, 'CreateOptions');
  if ('refusal' in options) return refuse(options.refusal);
  const body = readObject(call, options.fieldValidation);
  return 'refusal' in body ? refuse(body.refusal) : createObject(world, call, body, options);
}

/** What a create does once the object is read. */
export function createObject(world: World, call: Call, body: ReadBody, options: WriteOptions): Reply {
  const object = newObject(prepareForCreate(body.object, call.user), world.now());
  const name = object.metadata.name ?? '';
  const { warnings } = body;
  const refusal = refuseNew(object, call.user.username);
  if (refusal !== null) return refuse(aboutCsr(refusal, name), warnings);
  const kept = options.dryRun ? null : refuseStore(body.object);
  if (kept !== null) return refuse(kept, warnings);
  if (world.store.get(name) !== null) return refuse(alreadyExists(name));
  return { code: 201, json: options.dryRun ? object : world.store.put(object), warnings };
}

/** Validation comes before validating admission: a fault in the request hides a forbidden subject. */
function refuseNew(object: CertificateSigningRequest, username: string): ApiRefusal | null {
  const request = readSpecRequest(object.spec.request);
  return (
    refuseCreate(object, request) ??
    restrictSubject(object, request) ??
    restrictNode(object, username, request)
  );
}

/** What the server gives every new object: uid, time of creation, and a name where only a prefix was asked for. */
function newObject(object: CertificateSigningRequest, now: Date): CertificateSigningRequest {
  const named = withGeneratedName(object, nameSuffix());
  const system = { uid: randomUUID(), creationTimestamp: formatTime(now) };
  return storedForm({ ...named, metadata: { ...named.metadata, ...system } });
}

/** Letters and digits that cannot form words (`apimachinery/pkg/util/rand`). */
const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

function nameSuffix(): string {
  return Array.from({ length: 5 }, () => suffixAlphabet[randomInt(suffixAlphabet.length)]).join('');
}
