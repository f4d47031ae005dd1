/** Messages by field number (`generated.proto` of `apimachinery/pkg/apis/meta/v1` and `k8s.io/api/…/v1`). */

/** What a field holds. `raw` is a message around JSON (`FieldsV1`), `time` seconds since 1970 (`metav1.Time`). */
export type ProtoType = 'string' | 'bytes' | 'bool' | 'int' | 'time' | 'raw' | ProtoMessage;

export interface ProtoField {
  readonly name: string;
  readonly type: ProtoType;
  /** `optional`: a pointer in Go, written where it is set. Else a single value is always written, even when it is empty. */
  readonly shape?: 'optional' | 'list' | 'map';
}

export interface ProtoMessage {
  readonly fields: Readonly<Record<number, ProtoField>>;
  /** The message is written as the list in its only field (`ExtraValue`). */
  readonly isList?: boolean;
}

function one(name: string, type: ProtoType = 'string'): ProtoField {
  return { name, type };
}
function optional(name: string, type: ProtoType = 'string'): ProtoField {
  return { name, type, shape: 'optional' };
}
function list(name: string, type: ProtoType = 'string'): ProtoField {
  return { name, type, shape: 'list' };
}
function map(name: string, type: ProtoType = 'string'): ProtoField {
  return { name, type, shape: 'map' };
}

const ownerReference: ProtoMessage = {
  fields: {
    1: one('kind'),
    3: one('name'),
    4: one('uid'),
    5: one('apiVersion'),
    6: optional('controller', 'bool'),
    7: optional('blockOwnerDeletion', 'bool'),
  },
};

const managedFieldsEntry: ProtoMessage = {
  fields: {
    1: one('manager'),
    2: one('operation'),
    3: one('apiVersion'),
    4: optional('time', 'time'),
    6: one('fieldsType'),
    7: optional('fieldsV1', 'raw'),
    8: one('subresource'),
  },
};

const objectMeta: ProtoMessage = {
  fields: {
    1: one('name'),
    2: one('generateName'),
    3: one('namespace'),
    4: one('selfLink'),
    5: one('uid'),
    6: one('resourceVersion'),
    7: one('generation', 'int'),
    8: one('creationTimestamp', 'time'),
    9: optional('deletionTimestamp', 'time'),
    10: optional('deletionGracePeriodSeconds', 'int'),
    11: map('labels'),
    12: map('annotations'),
    13: list('ownerReferences', ownerReference),
    14: list('finalizers'),
    17: list('managedFields', managedFieldsEntry),
  },
};

const listMeta: ProtoMessage = {
  fields: {
    1: one('selfLink'),
    2: one('resourceVersion'),
    3: one('continue'),
    4: optional('remainingItemCount', 'int'),
  },
};

const extraValue: ProtoMessage = { fields: { 1: list('items') }, isList: true };

const condition: ProtoMessage = {
  fields: {
    1: one('type'),
    2: one('reason'),
    3: one('message'),
    4: one('lastUpdateTime', 'time'),
    5: one('lastTransitionTime', 'time'),
    6: one('status'),
  },
};

const certificateSigningRequest: ProtoMessage = {
  fields: {
    1: one('metadata', objectMeta),
    2: one('spec', {
      fields: {
        1: optional('request', 'bytes'),
        2: one('username'),
        3: one('uid'),
        4: list('groups'),
        5: list('usages'),
        6: map('extra', extraValue),
        7: one('signerName'),
        8: optional('expirationSeconds', 'int'),
      },
    }),
    3: one('status', { fields: { 1: list('conditions', condition), 2: optional('certificate', 'bytes') } }),
  },
};

const status: ProtoMessage = {
  fields: {
    1: one('metadata', listMeta),
    2: one('status'),
    3: one('message'),
    4: one('reason'),
    5: optional('details', {
      fields: {
        1: one('name'),
        2: one('group'),
        3: one('kind'),
        4: list('causes', { fields: { 1: one('reason'), 2: one('message'), 3: one('field') } }),
        5: one('retryAfterSeconds', 'int'),
        6: one('uid'),
      },
    }),
    6: one('code', 'int'),
  },
};

const deleteOptions: ProtoMessage = {
  fields: {
    1: optional('gracePeriodSeconds', 'int'),
    2: optional('preconditions', { fields: { 1: optional('uid'), 2: optional('resourceVersion') } }),
    3: optional('orphanDependents', 'bool'),
    4: optional('propagationPolicy'),
    5: list('dryRun'),
    6: optional('ignoreStoreReadErrorWithClusterBreakingPotential', 'bool'),
  },
};

const selfSubjectAccessReview: ProtoMessage = {
  fields: {
    1: one('metadata', objectMeta),
    2: one('spec', {
      fields: {
        1: optional('resourceAttributes', {
          fields: {
            1: one('namespace'),
            2: one('verb'),
            3: one('group'),
            4: one('version'),
            5: one('resource'),
            6: one('subresource'),
            7: one('name'),
          },
        }),
        2: optional('nonResourceAttributes', { fields: { 1: one('path'), 2: one('verb') } }),
      },
    }),
    3: one('status', {
      fields: {
        1: one('allowed', 'bool'),
        2: one('reason'),
        3: one('evaluationError'),
        4: one('denied', 'bool'),
      },
    }),
  },
};

const selfSubjectReview: ProtoMessage = {
  fields: {
    1: one('metadata', objectMeta),
    2: one('status', {
      fields: {
        1: one('userInfo', {
          fields: { 1: one('username'), 2: one('uid'), 3: list('groups'), 4: map('extra', extraValue) },
        }),
      },
    }),
  },
};

/** Every kind that is read or written, by apiVersion and kind. */
export const protoKinds: ReadonlyMap<string, ProtoMessage> = new Map([
  ['certificates.k8s.io/v1 CertificateSigningRequest', certificateSigningRequest],
  [
    'certificates.k8s.io/v1 CertificateSigningRequestList',
    { fields: { 1: one('metadata', listMeta), 2: list('items', certificateSigningRequest) } },
  ],
  ['v1 Status', status],
  ['v1 DeleteOptions', deleteOptions],
  ['meta.k8s.io/v1 DeleteOptions', deleteOptions],
  ['certificates.k8s.io/v1 DeleteOptions', deleteOptions],
  ['authorization.k8s.io/v1 SelfSubjectAccessReview', selfSubjectAccessReview],
  ['authentication.k8s.io/v1 SelfSubjectReview', selfSubjectReview],
]);
