-- Each thread has one connection, sends the forms of its own part of a list
-- of tasks, one after the other, and stops at its end.  (wrk asks for one
-- request that it never sends, so answers are counted.)  LIST, BODY, COOKIE, BASE, THREADS come
-- from the environment; anything but 303 is counted as bad.
dofile(os.getenv('BENCH') .. '/report.lua')
threads = {}

function setup(thread)
	thread:set('index', #threads)
	table.insert(threads, thread)
end

function init(args)
	local n = tonumber(os.getenv('THREADS'))
	local i = 0
	list, bad, answered = {}, 0, 0
	for line in io.lines(os.getenv('LIST')) do
		if i % n == index then
			table.insert(list, line)
		end
		i = i + 1
	end
	headers = { ['Cookie'] = os.getenv('COOKIE'),
	    ['Content-Type'] = 'application/x-www-form-urlencoded' }
end

function request()
	return wrk.format('POST', list[math.min(answered + 1, #list)],
	    headers, os.getenv('BODY'))
end

function response(status, headers, body)
	answered = answered + 1
	if status ~= 303 then
		bad = bad + 1
	end
	if answered >= #list then
		io.stderr:write('end\n')
		wrk.thread:stop()
	end
end
