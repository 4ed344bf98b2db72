namespace Gatehouse.Serving;

internal abstract partial class Connection
{
    internal sealed override void OnDue()
    {
        switch (State)
        {
            case ConnectionState.Reading when isDeferred:
                // The answer goes out at the end of this turn.
                break;
            case ConnectionState.Reading when HasInput:
                RefuseRequest(408, "The request head took too long.");
                break;
            case ConnectionState.Queued:
                GiveUp("waited for its turn");
                break;
            case ConnectionState.Running when Loop.Now >= Current!.GiveUpAt:
                GiveUp("ran");
                break;
            case ConnectionState.Running when Loop.Now >= Current!.BodyDue:
                FailBodyRead(BodyFailure(408, "The request body took too long."));
                break;
            case ConnectionState.Running when Loop.Now < Current!.OutputDue:
                SetRunDeadline();
                break;
            case ConnectionState.Running or ConnectionState.Sending:
                ServingLog.ClientTooSlow(Options.Logger, Peer, Options.WriteTimeout / 1000);
                Abort();
                break;
            default:
                Close();
                break;
        }
    }

    /// <summary>While a handler runs: the nearest of what it waits for and of its request's own deadline.</summary>
    protected void SetRunDeadline()
    {
        Exchange exchange = Current!;
        Loop.SetDeadline(this, Math.Min(exchange.GiveUpAt, Math.Min(exchange.BodyDue, exchange.OutputDue)));
    }

    /// <summary>The request outlived its deadline: the client gets 503 if nothing was sent yet, and the handler is left behind.</summary>
    private void GiveUp(string what)
    {
        Exchange exchange = Current!;
        ServingLog.RequestTimedOut(
            Options.Logger, exchange.Request.Method, exchange.Request.Target, what, (Loop.Now - exchange.StartedAt) / 1000.0);
        if (exchange.Response.HasStarted)
        {
            Abort();
            return;
        }

        // The handler keeps the exchange and the buffer that its request lies in; the refusal is written without them.
        bool isHead = exchange.Head.Method == Http.HttpMethod.Head;
        Current = null;
        ForgetInput();
        OnAbandoned();
        exchange.Detach(abort: true);
        State = ConnectionState.Reading;
        RefuseRequest(503, "The request took too long.", isHead);
    }

    private void ForgetInput()
    {
        input = null;
        start = end = 0;
    }
}
