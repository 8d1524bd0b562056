/**
 * Marks a replica (`ARGV[1]`; none when it is empty) as alive for five seconds and answers, as doubles, the time in whole milliseconds, how many replicas are alive, and how many shards
 * counters are spread over: what is stored, or else `ARGV[2]`, which is stored then.
 */
export const heartbeatScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 5000)
if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], now, ARGV[1]) end
redis.call('PEXPIRE', KEYS[1], 10000)
local shards = redis.call('GET', KEYS[2])
if not shards then
  shards = ARGV[2]
  redis.call('SET', KEYS[2], shards)
end
return struct.pack('<ddd', now, redis.call('ZCARD', KEYS[1]), shards)
`;
