-- wrk's figures as one line of JSON at the end.
function done(summary, latency, requests)
	io.write(string.format(
	    '{"requests":%d,"us":%d,"p50":%.3f,"p99":%.3f,"max":%.3f,' ..
	    '"bad":%d}\n', summary.requests, summary.duration,
	    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
	    latency.max / 1000, bad_answers(summary)))
end

-- Answers that were not what the script asked for, and broken connections.
function bad_answers(summary)
	local e, n = summary.errors, 0
	for _, t in ipairs(threads or {}) do
		n = n + (t:get('bad') or 0)
	end
	return n + (threads and 0 or e.status) + e.connect + e.read + e.write +
	    e.timeout
end
