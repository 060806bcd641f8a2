// Answers requests read from standard input with the Node simulator, and times it in both of its modes.
//
// In:  {account, principal, seconds, policies: [document], requests: [{action, resource, context}]}
// Out: {checked: {effects, rate}, unsafe: {effects, rate}}: what it says to each request, and decisions per second.
// "checked" is runSimulation, with policies validated once; "unsafe" is runUnsafeSimulation, which checks nothing.

import { readFileSync } from 'node:fs'
import { createValidatedPolicy, validateIdentityPolicy } from '@cloud-copilot/iam-policy'
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

const { account, principal, seconds, policies, requests } = JSON.parse(readFileSync(0, 'utf8'))

function simulations(wrap) {
  const identityPolicies = policies.map((policy, index) => ({ name: `policy${index}`, policy: wrap(policy) }))
  return requests.map(({ action, resource, context }) => ({
    request: { principal, action, resource: { resource, accountId: account }, contextVariables: context },
    identityPolicies,
    serviceControlPolicies: [],
    resourceControlPolicies: []
  }))
}

async function checked(simulation) {
  const result = await runSimulation(simulation, {})
  return result.overallResult ?? `error: ${JSON.stringify(result.errors)} ${JSON.stringify(simulation.request)}`
}

async function measure(run, cases) {
  const effects = []
  for (const each of cases) effects.push(await run(each))
  let count = 0
  const start = performance.now()
  do {
    for (const each of cases) await run(each)
    count += cases.length
  } while (performance.now() - start < seconds * 1000)
  return { effects, rate: (count * 1000) / (performance.now() - start) }
}

const validated = simulations((policy) => createValidatedPolicy(policy, validateIdentityPolicy))
const result = {
  checked: await measure(checked, validated),
  unsafe: await measure(runUnsafeSimulation, simulations((policy) => policy))
}
process.stdout.write(JSON.stringify(result))
