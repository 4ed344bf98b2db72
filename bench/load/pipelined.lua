-- Sixteen requests in one write; wrk sees that, and sends the next sixteen when all are answered.
function init()
  local hello = wrk.format("GET", "/")
  batch = string.rep(hello, 16)
end

function request()
  return batch
end
