-- After activity-walk, which says what came before in ARGV; after the marks: first ms, ms after the last, how many bars.
-- Answers {1 when it came to the end, else 0, last id looked at or '', bar, succeeded, failed, bar, succeeded, failed, ...},
-- without bars that stay empty. Bars begin at 0.
local from, to, bars = tonumber(ARGV[#ARGV - 2]), tonumber(ARGV[#ARGV - 1]), tonumber(ARGV[#ARGV])
local succeeded, failed = {}, {}
local position, over = walk(function(id, summary)
  local ms = tonumber(string.match(id, '%d+'))
  local bar = math.min(bars - 1, math.floor((ms - from) * bars / (to - from)))
  local of = string.match(summary, '\n([01])') == '1' and failed or succeeded
  of[bar] = (of[bar] or 0) + 1
end)
local answer = {over and 1 or 0, position}
for bar = 0, bars - 1 do
  if succeeded[bar] or failed[bar] then
    answer[#answer + 1] = bar
    answer[#answer + 1] = succeeded[bar] or 0
    answer[#answer + 1] = failed[bar] or 0
  end
end
return answer
