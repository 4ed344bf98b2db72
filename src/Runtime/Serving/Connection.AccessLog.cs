namespace Gatehouse.Serving;

/// <content>What is counted and logged of a request: once, when it is answered, refused, or cut off.</content>
internal abstract partial class Connection
{
    /// <summary>The answer went out, or will with the next ones.</summary>
    private void RecordAnswered(Exchange exchange)
    {
        if (exchange.IsLogged) return;
        int status = exchange.Response.Status;
        owner.Counters.Answered(status, Elapsed(exchange));
        if (Options.AccessLog is { } log) Log(log, exchange, exchange.Response, status, bodySent, isAborted: false);
        exchange.IsLogged = true;
    }

    /// <summary>The engine answered in the place of a handler.</summary>
    /// <param name="exchange">The request, as far as it is known; null where it is not.</param>
    /// <param name="answer">The refusal.</param>
    /// <param name="status">Its status.</param>
    private void RecordRefused(Exchange? exchange, Response answer, int status)
    {
        owner.Counters.Answered(status, exchange is null ? 0 : Elapsed(exchange));
        if (Options.AccessLog is not { } log) return;
        if (exchange is null)
        {
            log.Write(new AccessLogEntry
            {
                Client = Peer,
                Response = answer,
                Status = status,
                BodyBytes = answer.Pending.Length,
                Clock = owner.Clock,
            });
            return;
        }

        Log(log, exchange, answer, status, answer.Pending.Length, isAborted: false);
        exchange.IsLogged = true;
    }

    /// <summary>The connection is about to be closed under a request, or in the middle of its head.</summary>
    private void RecordClosed()
    {
        if (Current is not { IsLogged: false } exchange) return;
        if (State == ConnectionState.Reading)
        {
            if (Options.AccessLog is { } log && HasInput && exchange.Parser.HasBegun)
                Log(log, exchange, null, AccessLogEntry.ClientGone, 0, isAborted: false);
        }
        else if (State is ConnectionState.Queued or ConnectionState.Running or ConnectionState.Sending)
        {
            owner.Counters.RequestAborted();
            if (Options.AccessLog is not { } log) return;

            // A handler that was left behind may still change its response: only what was settled with the head is looked at.
            bool hasAnswer = exchange.Response.HasStarted;
            long taken = Math.Max(0, bodySent - tail.Length - (outputEnd - outputStart) - fileUnsent);
            Log(
                log,
                exchange,
                null,
                hasAnswer ? exchange.Response.Status : AccessLogEntry.ClientGone,
                hasAnswer ? taken : 0,
                isAborted: hasAnswer && !IsUpgraded);
        }
    }

    private void Log(AccessLog log, Exchange exchange, Response? answer, int status, long bodyBytes, bool isAborted)
    {
        // A head that is not whole: what there is of it can be read like a whole one.
        if (!exchange.Request.HasBegun) exchange.Request.Begin(exchange, input ?? [], start, peer, scheme);
        log.Write(new AccessLogEntry
        {
            Request = exchange.Request,
            Client = exchange.Request.Client,
            Response = answer,
            Status = status,
            BodyBytes = bodyBytes,
            Elapsed = log.IsTimed ? Elapsed(exchange) : 0,
            IsAborted = isAborted,
            Clock = owner.Clock,
        });
    }

    /// <summary>Milliseconds since the request's head was complete; 0 when it never was.</summary>
    private long Elapsed(Exchange exchange) => exchange.StartedAt > 0 ? Loop.Now + Loop.ElapsedInTurn - exchange.StartedAt : 0;
}
