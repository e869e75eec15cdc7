-- wrk's side of a round: requests from a file (headers as name: value, a tab, the body), in turn, and the figures as JSON.
local requests, next_one = {}, 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local header, body = line:match("^([^\t]*)\t(.*)$")
        local name, value = header:match("^([^:]*): (.*)$")
        requests[#requests + 1] = wrk.format("POST", nil, {
            [name] = value,
            ["content-type"] = "application/json",
            ["accept"] = "application/json",
        }, body)
    end
end

function request()
    next_one = next_one % #requests + 1
    return requests[next_one]
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format(
        '\n{"requests": %d, "seconds": %f, "bytes": %d, "errors": %d, "p50": %f, "p99": %f}\n',
        summary.requests, summary.duration / 1e6, summary.bytes,
        e.connect + e.read + e.write + e.status + e.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
