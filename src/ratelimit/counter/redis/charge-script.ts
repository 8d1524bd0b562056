/**
 * Charges a batch as `runAsks` does, on the clock of Redis. All keys lie in one slot.
 *
 * `KEYS[1]` counts the calls, so that a caller can tell when writes were lost; the others are counters. `ARGV[1]` is the batch as doubles (little
 * endian, see encode-batch.ts), the other arguments are names of leases. The answer is doubles too: the time in whole milliseconds, the number of
 * this call, 1 when a calendar window of the batch is not the one of that time (then nothing was charged), and the states before the batch: of a
 * fixed window start, end and count, of a sliding one start and both counts, of a bucket when it is full, of a concurrency limit how many leases are
 * held and when the first ends that the batch does not name; then of each named lease when it ends, or 0.
 *
 * States are strings of doubles, so that no digit is lost, and leases a sorted set by their end. Everything lives one second longer than it is needed.
 */
export const chargeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local packed, v = ARGV[1], {}
for i = 1, #packed / 8 do v[i] = struct.unpack('<d', packed, i * 8 - 7) end
local at = 1
local function take() at = at + 1 return v[at - 1] end

local kinds, states, dirty, before = {}, {}, {}, {}
local keyCount = take()
for i = 1, keyCount do kinds[i] = take() end
local limits = {}
for i = 1, take() do limits[i] = { take(), take(), take() } end
local leases, named = {}, {}
for i = 1, take() do
  local key, name = take(), ARGV[i + 1]
  leases[i] = { key = key, name = name }
  local names = named[key] or { count = 0, set = {} }
  names.count, names.set[name], named[key] = names.count + 1, true, names
end

for i = 1, #limits do
  local l = limits[i]
  if l[1] == 0 and l[3] > 0 and (now < l[2] or now >= l[3]) then return struct.pack('<ddd', now, 0, 1) end
end

for i = 1, keyCount do
  local key, kind, s = KEYS[i + 1], kinds[i], nil
  if kind == 4 then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    local held, first = redis.call('ZCARD', key), 0
    local names = named[i] or { count = 0, set = {} }
    local ends = held > 0 and redis.call('ZRANGE', key, 0, names.count, 'WITHSCORES') or {}
    for j = #ends, 2, -2 do
      if not names.set[ends[j - 1]] then first = tonumber(ends[j]) end
    end
    s = { held }
    before[#before + 1] = struct.pack('<dd', held, first)
  else
    local raw = redis.call('GET', key)
    if kind == 3 then
      s = { raw and struct.unpack('<d', raw) or 0 }
      before[#before + 1] = struct.pack('<d', s[1])
    else
      if raw then s = { struct.unpack('<ddd', raw) } else s = { 0, 0, 0 } end
      before[#before + 1] = struct.pack('<ddd', s[1], s[2], s[3])
    end
  end
  states[i] = s
end
for i = 1, #leases do
  local lease = leases[i]
  lease.ends = tonumber(redis.call('ZSCORE', KEYS[lease.key + 1], lease.name) or 0)
  before[#before + 1] = struct.pack('<d', lease.ends)
end

local function advance(kind, s, l)
  if kind == 1 then
    local start, stop = l[2], l[3]
    if stop == 0 then start = now - now % l[2] stop = start + l[2] end
    -- The clock was put back over the edge of a window: what is counted in the later one stands. Further back, the count goes on in this window.
    if s[1] > now and s[1] <= stop then return end
    if s[1] <= now and s[1] ~= start then s[3] = 0 end
    s[1], s[2] = start, stop
  elseif kind == 2 then
    local start = now - now % l[2]
    if s[1] > now and s[1] <= start + l[2] then return end
    if s[1] <= now and s[1] ~= start then
      if s[1] == start - l[2] then s[3] = s[2] else s[3] = 0 end
      s[2] = 0
    end
    s[1] = start
  elseif kind == 3 then
    if s[1] < now then s[1] = now end
  end
end

local function fits(kind, s, l, hits, ceiling, lease, counted)
  if hits < 0 then return true end
  if kind == 3 then return (s[1] - now) / l[2] + math.max(hits, 1) <= ceiling + 1e-6 end
  if kind == 4 then return (hits > 0 and leases[lease].ends > 0) or s[1] + 1 <= ceiling end
  local used = s[3]
  if kind == 2 then used = s[2] + s[3] * math.min(1, 1 - (now - s[1]) / l[2]) end
  if hits > 0 or counted then return used + hits <= ceiling end
  return used < ceiling
end

local function charge(kind, s, l, hits, lease)
  if kind == 1 then s[3] = math.max(0, s[3] + hits)
  elseif kind == 2 then
    local left = s[2] + hits
    s[2] = math.max(0, left)
    if left < 0 then s[3] = math.max(0, s[3] + left) end
  elseif kind == 3 then s[1] = math.max(now, s[1] + hits * l[2])
  else
    local one = leases[lease]
    if one.ends > 0 then s[1] = s[1] - 1 end
    one.ends, one.changed = 0, true
    if hits > 0 then one.ends = now + l[2] s[1] = s[1] + 1 end
  end
end

for i = 1, take() do
  local counted, count, size, steps = take() == 1, take(), take(), {}
  for j = 1, size do
    local key, limit, hits, ceiling, lease, only = take(), limits[take()], take(), take(), take(), take()
    local kind = kinds[key]
    advance(kind, states[key], limit)
    -- What was taken in a window that is over cannot be given back in the next.
    if only == 0 or states[key][1] == only then steps[#steps + 1] = { key, kind, states[key], limit, hits, ceiling, lease } end
    if hits ~= 0 then dirty[key] = limit end
  end
  for time = 1, count do
    local all = true
    for j = 1, #steps do
      local s = steps[j]
      if not fits(s[2], s[3], s[4], s[5], s[6], s[7], counted) then all = false end
    end
    if all or counted then
      for j = 1, #steps do
        local s = steps[j]
        if s[5] ~= 0 then charge(s[2], s[3], s[4], s[5], s[7]) end
      end
    elseif #steps > 0 then break end
  end
end

for i = 1, #leases do
  local lease = leases[i]
  if lease.changed then
    local key = KEYS[lease.key + 1]
    if lease.ends > 0 then redis.call('ZADD', key, lease.ends, lease.name) else redis.call('ZREM', key, lease.name) end
  end
end
for key, limit in pairs(dirty) do
  local kind, s, name = kinds[key], states[key], KEYS[key + 1]
  if kind == 1 then redis.call('SET', name, struct.pack('<ddd', s[1], s[2], s[3]), 'PX', s[2] - now + 1000)
  elseif kind == 2 then redis.call('SET', name, struct.pack('<ddd', s[1], s[2], s[3]), 'PX', s[1] + 2 * limit[2] - now + 1000)
  elseif kind == 3 then redis.call('SET', name, struct.pack('<d', s[1]), 'PX', math.ceil(s[1] - now) + 1000)
  else redis.call('PEXPIRE', name, limit[2] + 1000) end
end
local calls = redis.call('INCR', KEYS[1])
return struct.pack('<ddd', now, calls, 0) .. table.concat(before)
`;
