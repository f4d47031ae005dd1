/** A kubeconfig, as kubectl and every client library read it. */
export interface KubeconfigFacts {
  readonly url: string;
  readonly caPem: string;
  readonly users: readonly { readonly name: string; readonly token: string }[];
  /** Name of the user whose context is the current one. */
  readonly current: string;
}

/** The YAML text, with a context named after each user. It holds tokens: write it with mode 0600. */
export function formatKubeconfig({ url, caPem, users, current }: KubeconfigFacts): string {
  const lines = [
    'apiVersion: v1',
    'kind: Config',
    `current-context: ${JSON.stringify(current)}`,
    'clusters:',
    '- name: sandbox',
    '  cluster:',
    `    server: ${JSON.stringify(url)}`,
    `    certificate-authority-data: ${Buffer.from(caPem).toString('base64')}`,
    'contexts:',
    ...users.flatMap(({ name }) => formatContext(JSON.stringify(name))),
    'users:',
    ...users.flatMap(({ name, token }) => [
      `- name: ${JSON.stringify(name)}`,
      '  user:',
      `    token: ${JSON.stringify(token)}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function formatContext(name: string): readonly string[] {
  return [`- name: ${name}`, '  context:', '    cluster: sandbox', `    user: ${name}`];
}
