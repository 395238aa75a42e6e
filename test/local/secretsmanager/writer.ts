import { secretVersion } from '../../../local/secretsmanager/secret-string';

/** Makes secrets for ever and tells `<ref> <value>` of each on standard output once it has it; its parent kills it. */
function write(folder: string): void {
  for (let index = 1; ; index++) {
    const secret = {
      logicalId: `Secret${index}`,
      type: 'AWS::SecretsManager::Secret',
      ref: `secret-${index}`,
      properties: { GenerateSecretString: { ExcludePunctuation: true } },
    };
    const { secretString } = secretVersion(folder, secret);
    process.stdout.write(`${secret.ref} ${secretString}\n`);
  }
}

write(process.argv[2] ?? '');
