// Decides requests read from standard input with the Node simulator's engine, by policies alone: no check of the request.
//
// In:  {account, principal, sets: [[document]], requests: [[set, action, resource, context]]}
// Out: [effect]
//
// A KMS key lets nobody in without its key policy, so each key has the one that AWS gives it by default, which leaves
// the decision to the account's policies. The engine is imported from its files: of what the package exports, one
// function cannot take a key policy, and the other leaves out the keys of an encryption context.

import { readFileSync } from 'node:fs'
import { loadPolicy } from '@cloud-copilot/iam-policy'

const ENGINE = './node_modules/@cloud-copilot/iam-simulate/dist/esm'
const { authorize } = await import(`${ENGINE}/core_engine/CoreSimulatorEngine.js`)
const { AwsRequestImpl } = await import(`${ENGINE}/request/request.js`)
const { RequestContextImpl } = await import(`${ENGINE}/requestContext.js`)
const { DiscoveryContextKeyConstraints } = await import(`${ENGINE}/context_keys/discoveryContextKeyConstraints.js`)

const { account, principal, sets, requests } = JSON.parse(readFileSync(0, 'utf8'))
const loaded = sets.map((documents) => documents.map((policy, index) => loadPolicy(policy, { name: `policy${index}` })))
const keyPolicy = loadPolicy(
  {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }]
  },
  { name: 'default' }
)
const simulationParameters = {
  simulationMode: 'Strict',
  discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([])
}

const effects = requests.map(([set, action, resource, context]) => {
  const request = new AwsRequestImpl(
    principal,
    { resource, accountId: account },
    action,
    new RequestContextImpl(context)
  )
  return authorize({
    request,
    identityPolicies: loaded[set],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: action.startsWith('kms:') && resource.includes(':key/') ? keyPolicy : undefined,
    simulationParameters,
    serviceSettings: { s3: {} }
  }).result
})
process.stdout.write(JSON.stringify(effects))
