-- Without a function `request` wrk sends the same bytes again, and takes least of the machine.
-- Arguments: file of the body, file of headers ("Name: value" a line), and for a header that changes with each call its
-- name and the file of its values.
local values, next_value, before, after

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  wrk.method = "POST"
  wrk.body = read(args[1])
  for line in io.lines(args[2]) do
    local name, value = line:match("^([^:]+): (.*)$")
    wrk.headers[name] = value
  end
  if args[3] then
    values, next_value = {}, 0
    for line in io.lines(args[4]) do values[#values + 1] = line end
    wrk.headers[args[3]] = "\1"
    local whole = wrk.format()
    local at = whole:find("\1", 1, true)
    before, after = whole:sub(1, at - 1), whole:sub(at + 1)
    request = function()
      next_value = math.min(next_value + 1, #values)
      return before .. values[next_value] .. after
    end
  end
end

-- The summary of wrk itself rounds, and is for people.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    "\nbench completed=%d us=%d p50=%.0f p99=%.0f refused=%d broken=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.status, e.connect + e.read + e.write + e.timeout))
end
