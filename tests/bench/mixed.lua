-- A fixed number of requests in turn from a list of paths.  LIST, COOKIE,
-- COUNT and THREADS come from the environment.
dofile(os.getenv('BENCH') .. '/report.lua')
threads = {}

function setup(thread)
	table.insert(threads, thread)
end

function init(args)
	left = tonumber(os.getenv('COUNT')) / tonumber(os.getenv('THREADS'))
	list, at, bad = {}, 0, 0
	for line in io.lines(os.getenv('LIST')) do
		table.insert(list, line)
	end
	headers = { ['Cookie'] = os.getenv('COOKIE') }
end

function request()
	at = at % #list + 1
	return wrk.format('GET', list[at], headers)
end

function response(status, headers, body)
	left = left - 1
	if status ~= 200 then
		bad = bad + 1
	end
	if left <= 0 then
		io.stderr:write('end\n')
		wrk.thread:stop()
	end
end
