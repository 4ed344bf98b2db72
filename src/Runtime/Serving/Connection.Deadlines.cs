namespace Gatehouse.Serving;

internal abstract partial class Connection
{
    internal sealed override void OnDue()
    {
        switch (State)
        {
            case ConnectionState.Reading when IsOutputBlocked:
                CheckProgress();
                break;
            case ConnectionState.Reading when HasInput:
                RefuseRequest(408, "The request head took too long.");
                break;
            case ConnectionState.Reading:
                EndIdle();
                break;
            case ConnectionState.Queued:
                GiveUp("waited for its turn");
                break;
            case ConnectionState.Running when Loop.Now >= Current!.GiveUpAt:
                GiveUp(Current.BodyWait.IsWaiting ? "waited for its body" : "ran");
                break;
            case ConnectionState.Running when Loop.Now >= Current!.BodyDue:
                FailBodyRead(BodyFailure(408, "The request body took too long."));
                break;
            case ConnectionState.Running when !IsOutputBlocked:
                // Nobody waited for the client when it took the rest.
                Current!.OutputDue = Never;
                SetRunDeadline();
                break;
            case ConnectionState.Running when Loop.Now < Current!.OutputDue:
                SetRunDeadline();
                break;
            case ConnectionState.Running or ConnectionState.Sending:
                CheckProgress();
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

    private void SetOutputDeadline(long due)
    {
        if (State != ConnectionState.Running)
        {
            Loop.SetDeadline(this, due);
            return;
        }

        Current!.OutputDue = due;
        SetRunDeadline();
    }

    /// <summary>The client takes what it asked for too slowly, or it does not after all.</summary>
    private void CheckProgress()
    {
        if (!progress!.IsTooSlow(Loop.Now, UntakenBytes(), out long next))
        {
            SetOutputDeadline(next);
            return;
        }

        progress.End(Loop.Now, 0);
        ServingLog.ClientTooSlow(Options.Logger, Peer, progress.Taken, progress.Waited / 1000.0);
        Abort();
    }

    /// <summary>
    /// The request outlived its deadline. If nothing was sent yet the client gets 408 where its body was still on the way, else
    /// 503; the handler is left behind.
    /// </summary>
    private void GiveUp(string what)
    {
        Exchange exchange = Current!;
        owner.Counters.RequestTimedOut();
        bool isArriving = exchange.BodyWait.IsWaiting;
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
        if (isArriving) RefuseRequest(exchange, 408, "The request took too long to arrive.", isHead);
        else RefuseRequest(exchange, 503, "The request took too long.", isHead);
    }

    private void ForgetInput()
    {
        input = null;
        start = end = 0;
    }
}
