-- SPDX-License-Identifier: Apache-2.0
-- KEYS: authorization. ARGV: deadline, browser, sealed, ttl in ms
redis.call('HSET', KEYS[1], 'browser', ARGV[2], 'sealed', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {1}
