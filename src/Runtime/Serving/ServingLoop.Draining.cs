using Gatehouse.Loop;

namespace Gatehouse.Serving;

/// <content>The way to an orderly end.</content>
internal abstract partial class ServingLoop
{
    private readonly CancellationTokenSource draining = new();
    private LoopTimer? cut;
    private Action? onDrained;
    private bool isLast;

    public bool IsDraining => draining.IsCancellationRequested;

    /// <summary>Cancelled when the worker begins to drain, for what may take long.</summary>
    public CancellationToken Draining => draining.Token;

    /// <summary>
    /// Takes no more connections, lets running requests finish, answers what idle clients were just sending, and calls back
    /// when the last connection is closed.
    /// </summary>
    /// <param name="limit">When the connections that are left are cut. Zero: at once, and nothing is taken that waits to be accepted.</param>
    /// <param name="takesQueue">Nobody accepts after this loop: what waits to be accepted is served too.</param>
    /// <param name="done">Called once.</param>
    public void Drain(TimeSpan limit, bool takesQueue, Action done)
    {
        isLast = takesQueue;
        try
        {
            draining.Cancel();
        }
        catch (AggregateException e)
        {
            // Handlers may hang work of their own on the token.
            ServingLog.CallbackFailed(Options.Logger, e);
        }

        if (limit > TimeSpan.Zero) FinishAccepting();
        else LeaveListeners();
        for (Connection? connection = connections; connection is not null;)
        {
            Connection? next = connection.Next;
            connection.Hurry();
            connection = next;
        }

        onDrained = done;
        cut = new LoopTimer(CutConnections);
        Hasten(limit);
        if (connections is null) EndDrain();
    }

    /// <summary>The drain that is under way has no longer than this. It never gets longer.</summary>
    public void Hasten(TimeSpan limit)
    {
        if (cut is not null) Loop.SetDeadline(cut, Math.Min(cut.Due, Loop.Now + Loop.ElapsedInTurn + (long)limit.TotalMilliseconds));
    }

    private void FinishAccepting()
    {
        foreach (Acceptor acceptor in acceptors) acceptor.Finish(isLast);
    }

    private void LeaveListeners()
    {
        foreach (Acceptor acceptor in acceptors) acceptor.Leave();
    }

    /// <summary>The last connection is closed, which may have made room for those that still wait.</summary>
    private void EndDrain()
    {
        if (connections is not null || onDrained is not { } done) return;
        FinishAccepting();
        if (connections is not null) return;
        onDrained = null;
        LeaveListeners();
        Loop.ClearDeadline(cut!);
        done();
    }

    private void CutConnections()
    {
        LeaveListeners();
        if (connections is not null) ServingLog.ConnectionsCut(Options.Logger, Counters.Connections, Counters.Running);
        while (connections is { } connection) connection.Abort();
    }
}
