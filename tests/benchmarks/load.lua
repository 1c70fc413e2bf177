-- Asks one server as fast as it answers, for wrk: the file of requests (a line each, ETag after a tab) is its
-- argument, the figures come on standard output. One thread goes through the list in turn, so that no two
-- connections ask the same at the same time.
local requests, last = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, held = line:match('^([^\t]*)\t(.*)$')
    requests[#requests + 1] = wrk.format('GET', path, held ~= '' and { ['If-None-Match'] = held } or nil)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"answered": %d, "failed": %d, "seconds": %.6f}\n', summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, summary.duration / 1e6))
end
