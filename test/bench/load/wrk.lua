-- Without a function `request` wrk sends the same bytes again, and takes least of the machine.
-- Arguments: file of the body, file of headers ("Name: value" a line), and for headers that change with each call their
-- names and the file of their values, a line for each call, both with tabs between them.
local values, next_value, pieces

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
    -- wrk writes headers in an order of its own: each place says which of the values it is for.
    local index = 0
    for name in args[3]:gmatch("[^\t]+") do
      index = index + 1
      wrk.headers[name] = "\1" .. index .. "\1"
    end
    pieces = {}
    local rest = wrk.format()
    for before, place, after in rest:gmatch("([^\1]*)\1(%d+)\1([^\1]*)") do
      pieces[#pieces + 1] = before
      pieces[#pieces + 1] = tonumber(place)
      pieces[#pieces + 1] = after
    end
    request = function()
      next_value = math.min(next_value + 1, #values)
      local fresh, whole = {}, {}
      for value in values[next_value]:gmatch("[^\t]+") do fresh[#fresh + 1] = value end
      for i, piece in ipairs(pieces) do whole[i] = type(piece) == "number" and fresh[piece] or piece end
      return table.concat(whole)
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
