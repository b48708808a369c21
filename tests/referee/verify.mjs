// Takes {documents: {address: document}, credentials: [credential]} as JSON, gives what the verifier says about each. Asks no network.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {readFileSync} from 'node:fs';

const {documents, credentials} = JSON.parse(readFileSync(0, 'utf8'));

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  let document = documents[address];
  if(document && fragment && document.verificationMethod) {
    const method = document.verificationMethod.find(({id}) => id === url);
    document = method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  if(!document) {
    throw new Error(`Not given: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(document)};
}

const answers = [];
for(const credential of credentials) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  const status = result.statusResult?.results?.[0]?.status ?? null;
  const errors = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error].filter(Boolean);
  answers.push({verified: result.verified, status, errors: errors.map(error => `${error.name}: ${error.message}`)});
}
process.stdout.write(JSON.stringify(answers));
