-- Sixteen routes in turn, each with a few hundred values of its parameter.
local kinds = { "brands", "carts", "categories", "coupons", "invoices", "orders", "payments", "products",
                "returns", "reviews", "shipments", "stores", "suppliers", "tickets", "users", "warehouses" }
local requests = {}
local count = 4096
local at = 0

function init()
  for i = 1, count do
    requests[i] = wrk.format("GET", "/" .. kinds[i % #kinds + 1] .. "/" .. i)
  end
end

function request()
  at = at % count + 1
  return requests[at]
end
