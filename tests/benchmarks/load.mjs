// Asks one server as fast as it answers: a job as JSON on standard input, the figures on standard output.
// Each connection has addresses of its own, so that no two ask the same at the same time.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const autocannon = createRequire(process.argv[2] + '/')('autocannon')
const job = JSON.parse(readFileSync(0, 'utf8'))
let clients = 0

const found = await autocannon({
  url: job.url,
  connections: job.connections,
  duration: job.seconds,
  setupClient (client) {
    const mine = clients++ % job.connections
    const requests = job.requests.filter((_, n) => n % job.connections === mine)
    client.setRequests(requests.map(([path, headers]) => ({ method: 'GET', path, headers })))
  }
})
process.stdout.write(JSON.stringify({
  answered: found['2xx'] + found['3xx'], failed: found.errors + found['4xx'] + found['5xx'],
  seconds: found.duration
}))
